import { setTimeout as wait } from 'node:timers/promises';
import { CancelledFailure } from '@temporalio/activity';
import { expect, test, vi } from 'vitest';
import { LM } from '../../lm/lm.ts';
import { LmError } from '../../lm/errors.ts';
import { Module } from '../../program/module.ts';
import { askedField, chatAnswer, scriptedLm } from '../program/scripted-lm.ts';
import { openBench, shardOf } from './bench.ts';

const YES = chatAnswer({ answer: 'yes' });

class Breaking extends Module<{ question: string }, { answer: string }> {
  async forward(): Promise<{ answer: string }> {
    throw new TypeError('a bug of the user');
  }
}

class Sleeping extends Module<{ question: string }, { answer: string }> {
  forward(): Promise<never> {
    return new Promise(() => {});
  }
}

const sleepsOnFirst = (example: object) =>
  'question' in example && example.question === 'q0' ? new Promise<never>(() => {}) : true;

const IN_PLACE = { file: null, timeoutMs: 60, memoryMb: 1_024, env: [], code: {}, variant: null };

const forQuestion = (question: string, reply: string | Error) =>
  scriptedLm((request) => (askedField(request, 'question') === question ? reply : YES));

const lmError = (errorClass: 'context-length' | 'content-filter') =>
  new LmError('refused', { errorClass, model: 'scripted/one' });

test.each([
  ['an answer that cannot be read', 'no fields here', 'unreadable-answer'],
  ['a prompt that is too long', lmError('context-length'), 'context-overflow'],
  ['a filtered answer', lmError('content-filter'), 'content-filter'],
  ['an error of the program', new RangeError('a bug of the user'), 'program-error'],
] as const)('%s scores 0 and says why', async (_what, reply, problem) => {
  const bench = openBench({ lm: forQuestion('q1', reply) });
  const input = await shardOf(bench, 3);
  const { result } = bench.attempt(() => bench.activities.scoreShard(input));
  expect(await result).toMatchObject({ scores: [1, 0, 1], problems: { [problem]: 1 } });
});

test('a metric that fails now and then scores 0 and is counted', async () => {
  const metric = (example: object) => {
    if ('question' in example && example.question === 'q2') throw new Error('no');
    return true;
  };
  const bench = openBench({ lm: scriptedLm(() => YES), task: { metric } });
  const input = await shardOf(bench, 4);
  const { result } = bench.attempt(() => bench.activities.scoreShard(input));
  expect(await result).toMatchObject({ scores: [1, 1, 0, 1], problems: { 'metric-error': 1 } });
});

test.each([
  ['throws', () => Promise.reject(new Error('no'))],
  ['gives no number', () => Number.NaN],
  ['gives a word', () => 'good' as never],
])('a metric that %s as often as errors are allowed is broken', async (_what, metric) => {
  const bench = openBench({ lm: scriptedLm(() => YES), task: { metric } });
  const input = await shardOf(bench, 6, { maxErrors: 5 });
  const { result } = bench.attempt(() => bench.activities.scoreShard(input));
  await expect(result).rejects.toMatchObject({
    type: 'MetricFailed',
    nonRetryable: true,
    message: expect.stringMatching(
      /^The metric .* on 6 of 6 examples \(limit 5\), such as row 1 of the trainset \([0-9a-f]{16}\), row 2 /,
    ),
  });
});

test.each([
  ['program', { program: new Sleeping() }, [0, 0]],
  ['metric', { metric: sleepsOnFirst }, [0, 1]],
] as const)('a %s that sleeps for ever scores 0 after its time', async (code, task, scores) => {
  const lm = scriptedLm(() => YES);
  const bench = openBench({ lm, task: { ...task, place: IN_PLACE } });
  const input = await shardOf(bench, 2);
  const { result } = bench.attempt(() => bench.activities.scoreShard(input));
  expect(await result).toMatchObject({
    scores,
    problems: { [`${code}-hung`]: scores.filter((score) => score === 0).length },
  });
});

test('a program that fails everywhere is broken when it is unchanged, and a bad candidate otherwise', async () => {
  const program = new Breaking();
  const bench = openBench({ lm: scriptedLm(() => YES), task: { program } });
  const input = await shardOf(bench, 6, { maxErrors: 5 });
  const trial = bench.attempt(() => bench.activities.scoreShard(input));
  expect(await trial.result).toMatchObject({ scores: [0, 0, 0, 0, 0, 0] });
  const baseline = bench.attempt(() => bench.activities.scoreShard({ ...input, purpose: 'baseline' }));
  await expect(baseline.result).rejects.toMatchObject({ type: 'MetricFailed' });
});

test('scores are rounded to six decimals, and shares beside 0 and 1 are kept', async () => {
  const bench = openBench({ lm: scriptedLm(() => YES), task: { metric: () => ({ score: 1 / 3 }) } });
  const input = await shardOf(bench, 1);
  const { result } = bench.attempt(() => bench.activities.scoreShard(input));
  expect((await result).scores).toEqual([0.333333]);
});

test('cancelled it finishes the calls under way, keeps their scores and sends no more', async () => {
  const lm = scriptedLm(async () => {
    await wait(40);
    return YES;
  });
  const bench = openBench({ lm, run: { numThreads: 2 } });
  const input = await shardOf(bench, 10);
  const first = bench.attempt(() => bench.activities.scoreShard(input));
  await vi.waitFor(() => expect(lm.requests).toHaveLength(4), { interval: 1 });
  first.cancel('CANCELLED');
  await expect(first.result).rejects.toBeInstanceOf(CancelledFailure);
  expect(lm.requests).toHaveLength(4);
  const second = bench.attempt(() => bench.activities.scoreShard(input));
  await second.result;
  expect(lm.requests).toHaveLength(10);
});

test('at a shutdown it hands back what is left, to be tried again at once, with its last report', async () => {
  const lm = scriptedLm(async () => {
    await wait(30);
    return YES;
  });
  const bench = openBench({ lm, run: { numThreads: 1 } });
  const input = await shardOf(bench, 10);
  const heartbeatDetails = { failedAttempts: { someone: 1 } };
  const { result, cancel, heartbeats } = bench.attempt(() => bench.activities.scoreShard(input), {
    heartbeatDetails,
  });
  await wait(20);
  cancel('WORKER_SHUTDOWN');
  await expect(result).rejects.toMatchObject({ type: 'WorkerShutdown', nonRetryable: false });
  expect(heartbeats.at(-1)).toEqual(heartbeatDetails);
});

test('a task that changed is refused before any call, and one that is not served may come', async () => {
  const lm = scriptedLm(() => YES);
  const bench = openBench({ lm });
  const input = await shardOf(bench, 2);
  const changed = { ...input, run: { ...bench.run, fingerprint: { program: 'another' } } };
  await expect(bench.attempt(() => bench.activities.scoreShard(changed)).result).rejects.toMatchObject({
    type: 'TaskChanged',
    nonRetryable: true,
    message: expect.stringContaining('changed: program'),
  });
  const unknown = { ...input, run: { ...bench.run, task: 'unknown' } };
  await expect(bench.attempt(() => bench.activities.scoreShard(unknown)).result).rejects.toMatchObject({
    type: 'NotRegistered',
    nonRetryable: false,
  });
  expect(lm.requests).toEqual([]);
});

test('the limit on program calls holds over all shards of the process', async () => {
  let underWay = 0;
  let most = 0;
  const lm = scriptedLm(async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await wait(2);
    underWay -= 1;
    return YES;
  });
  const bench = openBench({ lm, run: { numThreads: 3 } });
  const inputs = await Promise.all(
    ['a', 'b', 'c'].map((key) => shardOf(bench, 8, { candidate: { key, patches: [] } })),
  );
  await Promise.all(inputs.map((input) => bench.attempt(() => bench.activities.scoreShard(input)).result));
  expect(most).toBe(3);
});

test('answers of the practice model are stored: the same shard of a fresh score table costs nothing', async () => {
  const bench = openBench({ lm: new LM('practice/in-process') });
  const input = await shardOf(bench, 4);
  await bench.attempt(() => bench.activities.scoreShard(input)).result;
  const renamed = {
    ...input,
    candidate: { key: '0,0', patches: [{ predictor: 'self', instruction: null, demos: null }] },
  };
  const again = bench.attempt(() => bench.activities.scoreShard(renamed), { activityId: 'again' });
  expect((await again.result).usage).toMatchObject({ lmCalls: 0, cachedCalls: 4 });
});
