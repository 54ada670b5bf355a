import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestFullTrial } from '../../optimizer/standings.ts';
import { contenders, toKnowFirst, toSettle, type Contestant } from '../../optimizer/pruning.ts';
import { rng } from '../../optimizer/rng.ts';
import type { FinishedTrial } from '../../domain/trial.ts';
import { finishedTrial } from './made-up-trials.ts';
import { playSearch, type PlayedSearch, type SearchGame } from './play-search.ts';
import { runSettings } from './run-settings.ts';

interface Shape {
  readonly seed: number;
  readonly predictors: number;
  readonly trials: number;
  readonly valCount: number;
  readonly minibatch: boolean;
  readonly parallelTrials: number | null;
  readonly steps: number;
  /** How many different scores an answer can have; all of them dyadic, so that sums are exact in any order. */
  readonly grades: number;
  /** 0: rounds are not filled up. */
  readonly numThreads: number;
}

const SHAPES: fc.Arbitrary<Shape> = fc.record({
  seed: fc.integer({ min: 1, max: 10_000 }),
  predictors: fc.integer({ min: 1, max: 2 }),
  trials: fc.integer({ min: 1, max: 24 }),
  valCount: fc.integer({ min: 10, max: 60 }),
  minibatch: fc.boolean(),
  parallelTrials: fc.option(fc.integer({ min: 1, max: 4 })),
  steps: fc.integer({ min: 1, max: 6 }),
  grades: fc.constantFrom(2, 3, 5),
  numThreads: fc.constantFrom(0, 1, 4, 16),
});

/** Instructions and demo sets that are better or worse, and examples that are harder or easier, drawn from the seed. */
function gameOf(shape: Shape, pruning: boolean): SearchGame {
  const { seed, predictors, trials, valCount, minibatch, parallelTrials, steps, grades, numThreads } = shape;
  const unit = (...at: (string | number)[]) => rng(seed, at.join(' '), 0).unit();
  return {
    settings: runSettings({ seed, parallelTrials, pruning }),
    numThreads,
    sizes: {
      trials,
      demoSets: 4,
      instructions: 4,
      minibatch,
      minibatchSize: 9,
      fullEvalSteps: steps,
      zeroShot: false,
      trainCount: 20,
      valCount,
    },
    choiceCounts: Array.from({ length: predictors }, () => ({ instructions: 4, demos: 5 })),
    defaultChoices: Array.from({ length: 2 * predictors }, () => 0),
    scoreOf: (choices, position) => {
      const quality = choices.reduce((sum, choice, at) => sum + unit('part', at, choice), 0) / choices.length;
      const chance = 0.7 * quality + 0.3 * unit('example', position);
      const luck = unit('cell', choices.join(','), position);
      return luck < chance ? 1 : Math.floor(grades * luck * 0.999) / (grades - 1) / 2;
    },
  };
}

const outcomeOf = ({ trials }: PlayedSearch) => ({
  chosen: trials.map(({ choices, origin, minibatch }) => ({ choices, origin, minibatch })),
  best: bestFullTrial(trials)?.number,
  score: bestFullTrial(trials)?.score,
});

describe('a search with pruning', () => {
  test('chooses the same candidates and the same winner as one that scores everything, for no more cells', () => {
    fc.assert(
      fc.property(SHAPES, (shape) => {
        const whole = playSearch(gameOf(shape, false));
        const pruned = playSearch(gameOf(shape, true));
        expect(outcomeOf(pruned)).toEqual(outcomeOf(whole));
        expect(pruned.cells).toBeLessThanOrEqual(whole.cells);
      }),
      { numRuns: 60 },
    );
  });

  test('knows the score of every trial that it reports as scored in full', () => {
    fc.assert(
      fc.property(SHAPES, (shape) => {
        const { trials } = playSearch(gameOf(shape, true));
        for (const { full, open, cells } of trials) {
          if (full) expect({ open, cells }).toEqual({ open: undefined, cells: shape.valCount });
          if (open !== undefined) expect(cells).toBeLessThan(open.planned);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('scores at least a tenth fewer cells in runs of the usual size', () => {
    const usual = { predictors: 2, trials: 20, valCount: 100, minibatch: true, steps: 5, grades: 2 };
    let [whole, pruned] = [0, 0];
    for (let seed = 1; seed <= 5; seed += 1) {
      const shape = { ...usual, seed, parallelTrials: null, numThreads: 8 };
      const game = (pruning: boolean): SearchGame => {
        const made = gameOf(shape, pruning);
        return { ...made, sizes: { ...made.sizes, minibatchSize: 35 } };
      };
      whole += playSearch(game(false)).cells;
      pruned += playSearch(game(true)).cells;
    }
    expect(pruned).toBeLessThan(0.9 * whole);
  });

  test('scores everything once a score was not from 0 to 1, since nothing bounds what is to come', () => {
    const shape: Shape = {
      seed: 3,
      predictors: 1,
      trials: 12,
      valCount: 40,
      minibatch: true,
      parallelTrials: null,
      numThreads: 8,
      steps: 4,
      grades: 2,
    };
    const fiveFold = (pruning: boolean): SearchGame => {
      const game = gameOf(shape, pruning);
      return { ...game, scoreOf: (choices, position) => 5 * game.scoreOf(choices, position) };
    };
    const [pruned, whole] = [playSearch(fiveFold(true)), playSearch(fiveFold(false))];
    expect(pruned.trials.every(({ open }) => open === undefined)).toBe(true);
    expect(pruned.trials.map(({ choices, score }) => ({ choices, score }))).toEqual(
      whole.trials.map(({ choices, score }) => ({ choices, score })),
    );
  });
});

const BOUNDS = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 3 })), {
  minLength: 1,
  maxLength: 7,
});

const contestants = (bounds: readonly (readonly [number, number])[]): Contestant[] =>
  bounds.map(([low, width], place) => ({ low, high: low + width, place, trials: [] }));

describe('contenders', () => {
  test('are exactly those who can still end among the first', () => {
    fc.assert(
      fc.property(BOUNDS, fc.integer({ min: 1, max: 4 }), (bounds, count) => {
        const all = contestants(bounds);
        const possible = all.filter((each) => {
          // Its luckiest end against everybody else's unluckiest.
          const before = all.filter(
            (other) =>
              other !== each &&
              (other.low > each.high || (other.low === each.high && other.place < each.place)),
          );
          return before.length < count;
        });
        expect(contenders(all, count)).toEqual(possible);
      }),
    );
  });

  test('of trials scored to their end are as many as asked for, of equals the earlier', () => {
    const ends = contestants([50, 70, 70, 60].map((percent) => [percent, 0] as const));
    expect(contenders(ends, 1).map(({ place }) => place)).toEqual([1]);
    expect(contenders(ends, 2).map(({ place }) => place)).toEqual([1, 2]);
    expect(contenders(ends, 3).map(({ place }) => place)).toEqual([1, 2, 3]);
  });
});

describe('what is scored on', () => {
  const open = (number: number, facts: { points: number; cells: number }): FinishedTrial => ({
    ...finishedTrial(number, [number], { percent: (100 * facts.points) / facts.cells }),
    cells: facts.cells,
    open: { points: facts.points, planned: 30, full: false },
  });
  const alone = (trial: FinishedTrial): Contestant => {
    const points = trial.open?.points ?? 30 * trial.score;
    const rest = trial.open ? trial.open.planned - trial.cells : 0;
    return {
      low: (100 * points) / 30,
      high: (100 * (points + rest)) / 30,
      place: trial.number,
      trials: [trial],
    };
  };

  test('is the whole rest of the one in front, and of another as much as will put it behind', () => {
    const all = [open(0, { points: 9, cells: 10 }), open(1, { points: 6, cells: 10 })].map(alone);
    // 27 of 30 expected in front; the other can reach 26 as it is: one more would be wasted.
    expect(toSettle(all, 1)).toEqual([{ number: 0, cells: 20 }]);
    const close = [open(0, { points: 9, cells: 10 }), open(1, { points: 8.2, cells: 10 })].map(alone);
    expect(toSettle(close, 1)).toEqual([
      { number: 0, cells: 20 },
      { number: 1, cells: 12 },
    ]);
  });

  test('is nothing when it is certain who is in front, though its score is not known', () => {
    const all = [open(0, { points: 24, cells: 25 }), open(1, { points: 0, cells: 10 })].map(alone);
    expect(toSettle(all, 1)).toEqual([]);
    expect(toKnowFirst(all)).toEqual([{ number: 0, cells: 5 }]);
  });
});
