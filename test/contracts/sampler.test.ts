import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FinishedTrial } from '../../domain/trial.ts';
import { suggestAtRandom } from '../../optimizer/random-sampler.ts';
import type { Sampler, SamplerInput, SearchSpace } from '../../optimizer/sampler.ts';
import { suggestByTpe } from '../../optimizer/tpe.ts';
import { finishedTrial, predictorSpace } from '../optimizer/made-up-trials.ts';

/** What every sampler promises. A new sampler joins this list and nothing else. */
const SAMPLERS: readonly (readonly [string, Sampler])[] = [
  ['random', suggestAtRandom],
  ['tpe', suggestByTpe],
];

/** A run of `count` trials as this sampler makes it, the unchanged program first and full scorings in between. */
function historyOf(
  suggest: Sampler,
  space: SearchSpace,
  run: { seed: number; count: number },
): FinishedTrial[] {
  const none = space.map(() => 0);
  const finished = [finishedTrial(0, none, { percent: 50, origin: 'default' })];
  while (finished.length < run.count) {
    const { choices, origin } = suggest({ space, seed: run.seed, finished, running: [] });
    finished.push(
      finishedTrial(finished.length, choices, { percent: valueOf(choices, finished.length), origin }),
    );
    if (finished.length % 6 !== 0) continue;
    finished.push(
      finishedTrial(finished.length, choices, { percent: valueOf(choices, 0), origin: 'full-scoring' }),
    );
  }
  return finished;
}

function valueOf(choices: readonly number[], number: number): number {
  const squares = choices.reduce((sum, choice, i) => sum + (i + 2) * (3 * choice + 1) * (3 * choice + 1), 0);
  return (squares % 97) + (number % 7) / 2;
}

const spaces = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 }).map(predictorSpace);
const runs = fc.record({ seed: fc.nat({ max: 2 ** 32 - 1 }), count: fc.integer({ min: 1, max: 30 }) });

interface Run {
  readonly seed: number;
  readonly count: number;
}

const inputOf = (suggest: Sampler, space: SearchSpace, run: Run): SamplerInput => ({
  space,
  seed: run.seed,
  finished: historyOf(suggest, space, run),
  running: [],
});

/** The sampled choices of a short run. */
const runOf = (suggest: Sampler, seed: number): (readonly number[])[] =>
  historyOf(suggest, predictorSpace([5, 6]), { seed, count: 10 }).map(({ choices }) => choices);

describe.each(SAMPLERS)('%s sampler: suggestions', (_name, suggest) => {
  test('the same arguments give the same suggestion', () => {
    fc.assert(
      fc.property(spaces, runs, (space, run) => {
        const input = inputOf(suggest, space, run);
        expect(suggest(structuredClone(input))).toEqual(suggest(input));
      }),
      { numRuns: 30 },
    );
  });

  test('there is one choice per dimension, and it lies inside the space', () => {
    fc.assert(
      fc.property(spaces, runs, (space, run) => {
        const { choices } = suggest(inputOf(suggest, space, run));
        expect(choices.length).toBe(space.length);
        choices.forEach((choice, i) => {
          expect(Number.isInteger(choice) && choice >= 0 && choice < (space[i]?.choiceCount ?? 0)).toBe(true);
        });
      }),
      { numRuns: 30 },
    );
  });

  test('a space without any choice is answered with zeros', () => {
    const space = predictorSpace([1, 1]);
    expect(suggest(inputOf(suggest, space, { seed: 9, count: 15 })).choices).toEqual([0, 0]);
  });

  test('the order in which trials are listed does not matter', () => {
    const space = predictorSpace([5, 6]);
    const input = inputOf(suggest, space, { seed: 9, count: 25 });
    expect(suggest({ ...input, finished: input.finished.toReversed() })).toEqual(suggest(input));
  });

  test('another seed gives another run, and 0 is a seed of its own', () => {
    const seen = [9, 10, 0].map((seed) => String(runOf(suggest, seed)));
    expect(new Set(seen).size).toBe(3);
  });
});

describe.each(SAMPLERS)('%s sampler: random streams', (_name, suggest) => {
  test('a dimension with a single choice changes no other choice', () => {
    const open = predictorSpace([3, 5, 4, 2]);
    const single = { name: '2_predictor_instruction', choiceCount: 1 };
    for (const position of [0, 2, 4]) {
      const wider = [...open.slice(0, position), single, ...open.slice(position)];
      const narrow = historyOf(suggest, open, { seed: 9, count: 30 });
      const wide = historyOf(suggest, wider, { seed: 9, count: 30 });
      // Scores depend on positions, so beyond the random phase the two runs part; the streams must not.
      const dropped = wide.map(({ choices }) => choices.filter((_, i) => i !== position));
      expect(dropped.slice(0, 9)).toEqual(narrow.slice(0, 9).map(({ choices }) => choices));

      const finished = narrow.map((trial) => {
        const choices = [...trial.choices.slice(0, position), 0, ...trial.choices.slice(position)];
        return { ...trial, choices };
      });
      const base = suggest({ space: open, seed: 9, finished: narrow, running: [] });
      const extended = suggest({ space: wider, seed: 9, finished, running: [] });
      expect(extended.choices.filter((_, i) => i !== position)).toEqual(base.choices);
    }
  });

  test('full scorings and the default trial take no draws', () => {
    const space = predictorSpace([4, 4]);
    const sampled = [finishedTrial(0, [1, 2], { percent: 50 })];
    const others = [
      finishedTrial(1, [1, 2], { percent: 50, origin: 'full-scoring' }),
      finishedTrial(2, [0, 0], { percent: 50, origin: 'default' }),
    ];
    const before = suggest({ space, seed: 9, finished: sampled, running: [] });
    expect(suggest({ space, seed: 9, finished: [...sampled, ...others], running: [] })).toEqual(before);
  });

  test('a running trial moves the streams as a finished one does', () => {
    const space = predictorSpace([4, 4]);
    const running = [finishedTrial(1, [1, 2], { percent: 0 })];
    const finished = [finishedTrial(0, [0, 0], { percent: 50, origin: 'default' })];
    const whileRunning = suggest({ space, seed: 9, finished, running });
    expect(whileRunning).toEqual(
      suggest({ space, seed: 9, finished: [...finished, ...running], running: [] }),
    );
    expect(whileRunning).not.toEqual(suggest({ space, seed: 9, finished, running: [] }));
  });
});

const trial = (number: number): FinishedTrial => finishedTrial(number, [number % 4, 1], { percent: number });

test('tpe is random until 10 trials are finished, whatever is running, and guided from then on', () => {
  const space = predictorSpace([4, 4]);
  const nine = Array.from({ length: 9 }, (_, number) => trial(number));
  expect(suggestByTpe({ space, seed: 9, finished: nine, running: [trial(9), trial(10)] }).origin).toBe(
    'startup',
  );
  expect(suggestByTpe({ space, seed: 9, finished: [...nine, trial(9)], running: [] }).origin).toBe('model');
});

test('random stays random, however many trials are finished', () => {
  const space = predictorSpace([4, 4]);
  const finished = historyOf(suggestAtRandom, space, { seed: 9, count: 30 });
  expect(suggestAtRandom({ space, seed: 9, finished, running: [] }).origin).toBe('startup');
});
