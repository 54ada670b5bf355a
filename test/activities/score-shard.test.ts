import { expect, test } from 'vitest';
import { LM } from '../../lm/lm.ts';
import { LmError, type LmErrorClass } from '../../lm/errors.ts';
import { askedField, chatAnswer, scriptedLm } from '../program/scripted-lm.ts';
import { openBench, shardOf, type Bench } from './bench.ts';

const YES = chatAnswer({ answer: 'yes' });
const NO = chatAnswer({ answer: 'no' });

const refusal = (errorClass: LmErrorClass) =>
  new LmError(`scripted/one: ${errorClass}.`, { errorClass, model: 'scripted/one' });

/** A model that fails for some questions and says yes to all others. */
function failingFor(questions: readonly string[], errorClass: LmErrorClass) {
  return scriptedLm((request) =>
    questions.includes(askedField(request, 'question') ?? '') ? refusal(errorClass) : YES,
  );
}

async function idOf(bench: Bench, position: number): Promise<string> {
  const { dataset } = await shardOf(bench, position + 1);
  const rows = (await bench.deps.artifacts.get(dataset)) as { id: string }[];
  return rows[position]?.id ?? '';
}

test('scores come in the order of the cells, with the key of the candidate that was scored', async () => {
  const lm = scriptedLm((request) => (askedField(request, 'question') === 'q1' ? NO : YES));
  const bench = openBench({ lm });
  const input = await shardOf(bench, 3, { cells: [2, 1, 0] });
  const { result } = bench.attempt(() => bench.activities.scoreShard(input));
  expect(await result).toMatchObject({ candidateKey: '0,0', scores: [1, 0, 1], problems: {}, stopped: null });
});

test('cells that are known are not asked for again', async () => {
  const lm = scriptedLm(() => YES);
  const bench = openBench({ lm });
  const small = await shardOf(bench, 5, { cells: [0, 1, 2] });
  await bench.attempt(() => bench.activities.scoreShard(small)).result;
  const input = await shardOf(bench, 5);
  const { result } = bench.attempt(() => bench.activities.scoreShard(input));
  expect((await result).scores).toEqual([1, 1, 1, 1, 1]);
  expect(lm.requests).toHaveLength(5);
});

test('another candidate, program or model does not share scores', async () => {
  const lm = scriptedLm(() => YES);
  const bench = openBench({ lm });
  const input = await shardOf(bench, 2);
  const instruction = await bench.deps.artifacts.put('Say yes.');
  const candidate = { key: '1,0', patches: [{ predictor: 'self', instruction, demos: null }] };
  await bench.attempt(() => bench.activities.scoreShard(input)).result;
  await bench.attempt(() => bench.activities.scoreShard({ ...input, candidate })).result;
  expect(lm.requests).toHaveLength(4);
});

test('a second attempt asks only what the first one did not get', async () => {
  let away = true;
  const lm = scriptedLm((request) =>
    away && askedField(request, 'question') === 'q3' ? refusal('server-error') : YES,
  );
  const bench = openBench({ lm });
  const input = await shardOf(bench, 6);
  const first = bench.attempt(() => bench.activities.scoreShard(input));
  await expect(first.result).rejects.toMatchObject({ type: 'LmTransient', nonRetryable: false });
  expect(lm.requests).toHaveLength(6);
  away = false;
  const second = bench.attempt(() => bench.activities.scoreShard(input), { attempt: 2 });
  expect((await second.result).scores).toEqual([1, 1, 1, 1, 1, 1]);
  expect(lm.requests).toHaveLength(7);
});

test.each(['throttled', 'server-error', 'timeout', 'connection', 'malformed'] as const)(
  'a provider that is away (%s) scores nothing, and most of it is not even asked',
  async (errorClass) => {
    let away = true;
    const lm = scriptedLm(() => (away ? refusal(errorClass) : YES));
    const bench = openBench({ lm });
    const input = await shardOf(bench, 30);
    const first = bench.attempt(() => bench.activities.scoreShard(input));
    await expect(first.result).rejects.toMatchObject({ type: 'LmTransient', nonRetryable: false });
    expect(first.heartbeats.filter((each) => each !== undefined)).toEqual([]);
    // Five in a row, and what was started before the fifth was known to have failed.
    expect(lm.requests.length).toBeLessThanOrEqual(5 + 2 * bench.run.numThreads);
    away = false;
    const second = bench.attempt(() => bench.activities.scoreShard(input));
    expect((await second.result).scores).toEqual(Array.from({ length: 30 }, () => 1));
  },
);

test.each([
  ['auth', 'LmAuth'],
  ['quota-exhausted', 'LmQuotaExhausted'],
  ['bad-request', 'LmBadRequest'],
  ['model-missing', 'LmBadRequest'],
] as const)('a refusal that concerns every call (%s) ends the attempt with %s', async (errorClass, type) => {
  const lm = scriptedLm(() => refusal(errorClass));
  const bench = openBench({ lm });
  const input = await shardOf(bench, 30);
  const { result } = bench.attempt(() => bench.activities.scoreShard(input));
  await expect(result).rejects.toMatchObject({ type, nonRetryable: true });
  expect(lm.requests.length).toBeLessThanOrEqual(2 * bench.run.numThreads);
});

test('an outage of ten minutes is told apart from a bad moment', async () => {
  const bench = openBench({ lm: scriptedLm(() => refusal('connection')) });
  const input = await shardOf(bench, 2);
  const info = { scheduledTimestampMs: Date.now() - 601_000 };
  const { result } = bench.attempt(() => bench.activities.scoreShard(input), info);
  await expect(result).rejects.toMatchObject({ type: 'LmOutage', nonRetryable: true });
});

test.each([3, -3])('a clock that is %i days ahead makes no outage of a bad moment', async (days) => {
  const bench = openBench({ lm: scriptedLm(() => refusal('connection')) });
  const input = await shardOf(bench, 2);
  const serverMs = Date.now() - days * 24 * 3_600_000;
  const info = { scheduledTimestampMs: serverMs - 1_000, currentAttemptScheduledTimestampMs: serverMs };
  const { result } = bench.attempt(() => bench.activities.scoreShard(input), info);
  await expect(result).rejects.toMatchObject({ type: 'LmTransient' });
});

test.each([3, -3])('a clock that is %i days ahead hides no outage of ten minutes', async (days) => {
  const bench = openBench({ lm: scriptedLm(() => refusal('connection')) });
  const input = await shardOf(bench, 2);
  const serverMs = Date.now() - days * 24 * 3_600_000;
  const info = { scheduledTimestampMs: serverMs - 601_000, currentAttemptScheduledTimestampMs: serverMs };
  const { result } = bench.attempt(() => bench.activities.scoreShard(input), info);
  await expect(result).rejects.toMatchObject({ type: 'LmOutage' });
});

test('a cell that fails while others are answered is counted, and not yet to blame', async () => {
  const bench = openBench({ lm: failingFor(['q1'], 'server-error') });
  const input = await shardOf(bench, 3);
  const { result, heartbeats } = bench.attempt(() => bench.activities.scoreShard(input));
  await expect(result).rejects.toMatchObject({ type: 'LmTransient' });
  expect(heartbeats.at(-1)).toEqual({ failedAttempts: { [await idOf(bench, 1)]: 1 } });
});

test('a cell that fails in its third attempt while others are answered is to blame', async () => {
  const bench = openBench({ lm: failingFor(['q1'], 'server-error') });
  const input = await shardOf(bench, 3);
  const heartbeatDetails = { failedAttempts: { [await idOf(bench, 1)]: 2 } };
  const { result } = bench.attempt(() => bench.activities.scoreShard(input), { heartbeatDetails });
  expect(await result).toMatchObject({ scores: [1, 0, 1], problems: { 'provider-refused-cell': 1 } });
});

test('when only that cell is left, a call that was answered before shows that the provider is well', async () => {
  const lm = failingFor(['q1'], 'timeout');
  const bench = openBench({ lm });
  const input = await shardOf(bench, 3);
  let heartbeatDetails: unknown;
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const { result, heartbeats } = bench.attempt(() => bench.activities.scoreShard(input), {
      heartbeatDetails,
    });
    await expect(result).rejects.toMatchObject({ type: 'LmTransient' });
    heartbeatDetails = heartbeats.at(-1);
  }
  const { result } = bench.attempt(() => bench.activities.scoreShard(input), { heartbeatDetails });
  expect(await result).toMatchObject({ scores: [1, 0, 1], problems: { 'provider-refused-cell': 1 } });
  // Three cells, then the refused one and one known to be answered, twice.
  expect(lm.requests).toHaveLength(3 + 2 + 2);
});

test('an outage that begins after the first attempt blames no cell, however long it lasts', async () => {
  let away = false;
  const lm = scriptedLm((request) =>
    away || askedField(request, 'question') === 'q1' ? refusal('server-error') : YES,
  );
  const bench = openBench({ lm });
  const input = await shardOf(bench, 3);
  let heartbeatDetails: unknown;
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const { result, heartbeats } = bench.attempt(() => bench.activities.scoreShard(input), {
      heartbeatDetails,
    });
    await expect(result).rejects.toMatchObject({ type: 'LmTransient' });
    heartbeatDetails = heartbeats.at(-1) ?? heartbeatDetails;
    away = true;
  }
  expect(heartbeatDetails).toEqual({ failedAttempts: { [await idOf(bench, 1)]: 1 } });
});

test('as many cells to blame as errors are allowed are an outage after all', async () => {
  const questions = ['q0', 'q1', 'q2'];
  const bench = openBench({ lm: failingFor(questions, 'server-error') });
  const input = await shardOf(bench, 6, { maxErrors: 3 });
  const ids = await Promise.all(questions.map((_, position) => idOf(bench, position)));
  const heartbeatDetails = { failedAttempts: Object.fromEntries(ids.map((id) => [id, 2])) };
  const { result } = bench.attempt(() => bench.activities.scoreShard(input), { heartbeatDetails });
  await expect(result).rejects.toMatchObject({ type: 'LmOutage', nonRetryable: true });
});

test('cells blamed in several attempts count together, and once the provider answers the shard comes to its end', async () => {
  let failing: readonly string[] = ['q0', 'q1', 'q2', 'q3'];
  const lm = scriptedLm((request) =>
    failing.includes(askedField(request, 'question') ?? '') ? refusal('server-error') : YES,
  );
  const bench = openBench({ lm });
  const input = await shardOf(bench, 6, { maxErrors: 3 });
  const attemptAfterTwo = async (positions: readonly number[]) => {
    const ids = await Promise.all(positions.map((position) => idOf(bench, position)));
    const heartbeatDetails = { failedAttempts: Object.fromEntries(ids.map((id) => [id, 2])) };
    return bench.attempt(() => bench.activities.scoreShard(input), { heartbeatDetails }).result;
  };
  await expect(attemptAfterTwo([0, 1])).rejects.toMatchObject({ type: 'LmTransient' });
  await expect(attemptAfterTwo([2, 3])).rejects.toMatchObject({ type: 'LmOutage' });
  failing = [];
  const { result } = bench.attempt(() => bench.activities.scoreShard(input));
  expect(await result).toMatchObject({
    scores: [0, 0, 1, 1, 1, 1],
    problems: { 'provider-refused-cell': 2 },
  });
});

test('when the budget ends in the midst, the rest has no score, and the report says so', async () => {
  const bench = openBench({
    lm: new LM('practice/in-process'),
    run: { budget: { maxLmCalls: 4 }, numThreads: 1 },
  });
  const input = await shardOf(bench, 6);
  const { result } = bench.attempt(() => bench.activities.scoreShard(input));
  const report = await result;
  expect(report.scores.map((score) => score === null)).toEqual([false, false, false, false, true, true]);
  expect(report).toMatchObject({ stopped: 'budget', usage: { lmCalls: 4 } });
});

test('usage is that of all attempts of the activity', async () => {
  const bench = openBench({ lm: new LM('practice/in-process') });
  const small = await shardOf(bench, 5, { cells: [0, 1] });
  await bench.attempt(() => bench.activities.scoreShard(small)).result;
  const input = await shardOf(bench, 5);
  const { result } = bench.attempt(() => bench.activities.scoreShard(input), { attempt: 2 });
  expect((await result).usage.lmCalls).toBe(5);
});
