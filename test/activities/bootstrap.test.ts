import { setTimeout as wait } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BootstrapDemoSetInput } from '../../activities/contract.ts';
import { freeze } from '../../activities/frozen-data.ts';
import type { RunSizes } from '../../domain/settings.ts';
import { LmError } from '../../lm/errors.ts';
import { runSettings } from '../optimizer/run-settings.ts';
import { askedField, chatAnswer, scriptedLm } from '../program/scripted-lm.ts';
import { examples, openBench, type Bench } from './bench.ts';

const SETTINGS = runSettings({ maxBootstrappedDemos: 3, maxLabeledDemos: 2, maxErrors: 4 });
const SIZES: RunSizes = {
  trials: 1,
  demoSets: 5,
  instructions: 2,
  minibatch: false,
  minibatchSize: 1,
  fullEvalSteps: 1,
  zeroShot: false,
  trainCount: 12,
  valCount: 1,
};

type Ending = 'solved' | 'rejected' | 'error';

const REPLIES = {
  solved: chatAnswer({ answer: 'yes' }),
  rejected: chatAnswer({ answer: 'no' }),
  error: new RangeError('a bug of the program'),
};

/** A teacher that ends with each example as told, after the wait told. */
function teacher(endings: readonly Ending[], waitsMs: readonly number[]) {
  return scriptedLm(async (request) => {
    const position = Number(askedField(request, 'question')?.slice(1));
    await wait(waitsMs[position] ?? 0);
    return REPLIES[endings[position] ?? 'rejected'];
  });
}

async function inputOf(bench: Bench, setIndex: number): Promise<BootstrapDemoSetInput> {
  const trainset = await freeze(bench.deps.artifacts, examples(12));
  return { run: bench.run, trainset, settings: SETTINGS, sizes: SIZES, setIndex };
}

/** What the set is, or the type of failure it ends with, and which questions were asked. */
async function make(bench: Bench, lm: ReturnType<typeof teacher>, setIndex: number) {
  const input = await inputOf(bench, setIndex);
  const { result } = bench.attempt(() => bench.activities.bootstrapDemoSet(input));
  const made = await result.then(
    ({ demos, bootstrapped, errors }) => ({ demos, bootstrapped, errors }),
    (error: { type?: string }) => error.type,
  );
  return { made, asked: new Set(lm.requests.map((request) => askedField(request, 'question'))) };
}

test('in whatever order examples end, the set is the one of trying them one by one, and no other example is asked', async () => {
  const ending = fc.constantFrom<Ending>('solved', 'rejected', 'error');
  await fc.assert(
    fc.asyncProperty(
      fc.array(ending, { minLength: 12, maxLength: 12 }),
      fc.array(fc.nat({ max: 6 }), { minLength: 12, maxLength: 12 }),
      fc.integer({ min: 2, max: 4 }),
      async (endings, waitsMs, setIndex) => {
        const fast = teacher(endings, waitsMs);
        const together = await make(openBench({ lm: fast, run: { numThreads: 8 } }), fast, setIndex);
        const slow = teacher(endings, []);
        const oneByOne = await make(openBench({ lm: slow, run: { numThreads: 1 } }), slow, setIndex);
        expect(together).toEqual(oneByOne);
      },
    ),
    { numRuns: 12 },
  );
});

test('the first two sets hold no demos and labeled demos, and ask nobody', async () => {
  const lm = teacher([], []);
  const bench = openBench({ lm });
  const demosOf = async (setIndex: number) => {
    const input = await inputOf(bench, setIndex);
    const { demos } = await bench.attempt(() => bench.activities.bootstrapDemoSet(input)).result;
    return bench.deps.artifacts.get(demos[0] as NonNullable<(typeof demos)[0]>);
  };
  expect(await demosOf(0)).toEqual([]);
  expect(await demosOf(1)).toHaveLength(2);
  expect(lm.requests).toEqual([]);
});

test('solved examples are marked as augmented, and labeled ones fill up to the maximum', async () => {
  const lm = teacher(['solved'], []);
  const bench = openBench({ lm });
  const input = await inputOf(bench, 2);
  const { demos, bootstrapped } = await bench.attempt(() => bench.activities.bootstrapDemoSet(input)).result;
  expect(bootstrapped).toBe(1);
  const list = (await bench.deps.artifacts.get(demos[0] as NonNullable<(typeof demos)[0]>)) as object[];
  expect(list[0]).toEqual({ augmented: true, question: 'q0', answer: 'yes' });
  expect(list).toHaveLength(2);
  expect(list[1]).not.toHaveProperty('augmented');
});

test('the teacher never sees the example it is asked about', async () => {
  const lm = teacher([], []);
  const bench = openBench({ lm });
  const input = await inputOf(bench, 2);
  await bench.attempt(() => bench.activities.bootstrapDemoSet(input)).result;
  expect(lm.requests).toHaveLength(12);
  for (const request of lm.requests) {
    const asked = askedField(request, 'question');
    const shown = request.messages.slice(0, -1).map(({ content }) => content);
    expect(shown.some((content) => content.includes(`${asked}\n`))).toBe(false);
  }
});

test('a provider that is away ends the attempt and makes no set', async () => {
  const error = new LmError('away', { errorClass: 'connection', model: 'scripted/one' });
  const bench = openBench({ lm: scriptedLm(() => error) });
  const input = await inputOf(bench, 2);
  const { result } = bench.attempt(() => bench.activities.bootstrapDemoSet(input));
  await expect(result).rejects.toMatchObject({ type: 'LmTransient' });
});

test('an example that is refused for the third time under a provider that is well counts as an error', async () => {
  const refused = new LmError('status 500', { errorClass: 'server-error', model: 'scripted/one' });
  const lm = scriptedLm((request) => (askedField(request, 'question') === 'q0' ? refused : REPLIES.solved));
  const bench = openBench({ lm });
  const input = await inputOf(bench, 2);
  let heartbeatDetails: unknown;
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const { result, heartbeats } = bench.attempt(() => bench.activities.bootstrapDemoSet(input), {
      heartbeatDetails,
    });
    await expect(result).rejects.toMatchObject({ type: 'LmTransient' });
    heartbeatDetails = heartbeats.at(-1);
  }
  const last = bench.attempt(() => bench.activities.bootstrapDemoSet(input), { heartbeatDetails });
  expect(await last.result).toMatchObject({ bootstrapped: 3, errors: 1 });
});
