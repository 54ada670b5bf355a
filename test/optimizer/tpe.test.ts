import { describe, expect, test } from 'vitest';
import type { FinishedTrial } from '../../domain/trial.ts';
import { NumpyRandom } from '../../optimizer/numpy-random.ts';
import { drawTuples, fitMixture, logDensities } from '../../optimizer/parzen.ts';
import { goodCount } from '../../optimizer/good-trials.ts';
import { modelDimensions, splitByScore, suggestByTpe } from '../../optimizer/tpe.ts';
import { finishedTrial, predictorSpace } from './made-up-trials.ts';

/** Histories as (instruction, demos, percent), by number. */
const history = (rows: readonly (readonly [number, number, number])[]): FinishedTrial[] =>
  rows.map(([instruction, demos, percent], number) =>
    finishedTrial(number, [instruction, demos], { percent }),
  );

const byDemosFirst = (trials: readonly FinishedTrial[]): number[][] =>
  trials.map(({ choices }) => [choices[1] ?? 0, choices[0] ?? 0]);

describe('eleven trials of 3 instructions and 2 demo sets, densities measured with Optuna', () => {
  const trials = history([
    [0, 0, 50],
    [1, 0, 60],
    [2, 1, 40],
    [1, 1, 70],
    [0, 1, 55],
    [2, 0, 45],
    [1, 1, 65],
    [0, 0, 50],
    [2, 1, 30],
    [1, 0, 70],
    [0, 1, 58],
  ]);
  const { good, rest } = splitByScore(trials);

  test('trials 3 and 9 are good', () => {
    expect(good.map(({ number }) => number)).toEqual([3, 9]);
  });

  test.each([
    [[0, 0], -2.197224577336219, -1.5998684614179497],
    [[0, 1], -1.2809338454620645, -2.079441541679836],
    [[0, 2], -2.197224577336219, -2.0294311211051745],
    [[1, 0], -2.197224577336219, -1.5686159179138452],
    [[1, 1], -1.2809338454620645, -2.0294311211051745],
    [[1, 2], -2.197224577336219, -1.5998684614179497],
  ])('demo set and instruction %j have Optuna’s densities', (tuple, likely, usual) => {
    expect(logDensities(fitMixture([2, 3], byDemosFirst(good)), [tuple])[0]).toBeCloseTo(likely, 12);
    expect(logDensities(fitMixture([2, 3], byDemosFirst(rest)), [tuple])[0]).toBeCloseTo(usual, 12);
  });
});

const TWELVE = history([
  [0, 0, 40],
  [1, 2, 54.29],
  [2, 1, 60],
  [0, 3, 37.14],
  [1, 1, 54.29],
  [2, 2, 62.86],
  [0, 1, 48.57],
  [1, 0, 42.86],
  [2, 3, 60],
  [0, 2, 51.43],
  [2, 2, 58.57],
  [1, 3, 45.71],
]);

describe('twelve trials of 3 instructions and 4 demo sets, densities worked out by hand', () => {
  const { good, rest } = splitByScore(TWELVE);
  const likely = fitMixture([4, 3], byDemosFirst(good));

  test('of two equal scores the earlier trial is good', () => {
    expect(good.map(({ number }) => number)).toEqual([2, 5]);
  });

  test.each([
    [[0, 0], 11 / 252, 13 / 140],
    [[1, 0], 17 / 252, 13 / 140],
    [[2, 0], 17 / 252, 41 / 420],
    [[3, 0], 11 / 252, 41 / 420],
    [[0, 1], 11 / 252, 13 / 140],
    [[1, 1], 17 / 252, 13 / 140],
    [[2, 1], 17 / 252, 41 / 420],
    [[3, 1], 11 / 252, 41 / 420],
    [[0, 2], 23 / 252, 13 / 420],
    [[1, 2], 47 / 252, 13 / 420],
    [[2, 2], 47 / 252, 37 / 420],
    [[3, 2], 23 / 252, 37 / 420],
  ])('demo set and instruction %j have the fractions of the derivation', (tuple, inGood, inRest) => {
    expect(logDensities(likely, [tuple])[0]).toBeCloseTo(Math.log(inGood), 12);
    expect(logDensities(fitMixture([4, 3], byDemosFirst(rest)), [tuple])[0]).toBeCloseTo(
      Math.log(inRest),
      12,
    );
  });

  test('a fresh stream of seed 9 draws the 24 tuples that Optuna draws', () => {
    const drafts = drawTuples(likely, 24, new NumpyRandom(9));
    expect(drafts.map(([demos]) => demos).join(' ')).toBe('3 2 3 1 1 3 2 3 3 1 1 3 3 2 1 2 2 1 2 1 3 0 2 2');
    expect(drafts.map(([, instruction]) => instruction).join(' ')).toBe(
      '2 0 2 2 2 0 0 1 2 0 0 1 1 2 2 1 2 0 2 0 2 1 1 2',
    );
  });

  test('of these, instruction 2 with demo set 1 is suggested', () => {
    const input = { space: predictorSpace([3, 4]), seed: 9, finished: TWELVE, running: [] };
    expect(suggestByTpe(input)).toEqual({ choices: [2, 1], origin: 'model' });
  });
});

test('the first suggestions for 3 instructions and 4 demo sets are (1, 3), (2, 2), (2, 2)', () => {
  const finished: FinishedTrial[] = [finishedTrial(0, [0, 0], { percent: 50, origin: 'default' })];
  for (let number = 1; number <= 3; number++) {
    const { choices } = suggestByTpe({ space: predictorSpace([3, 4]), seed: 9, finished, running: [] });
    finished.push(finishedTrial(number, choices, { percent: 50 }));
  }
  expect(finished.slice(1).map(({ choices }) => choices)).toEqual([[1, 3], [2, 2], [2, 2]]); // prettier-ignore
});

test('the random phase of seed 9 with 3 instructions and 6 demo sets is Optuna’s', () => {
  const finished: FinishedTrial[] = [finishedTrial(0, [0, 0], { percent: 50, origin: 'default' })];
  for (let number = 1; finished.length < 9; number++) {
    const { choices, origin } = suggestByTpe({
      space: predictorSpace([3, 6]),
      seed: 9,
      finished,
      running: [],
    });
    expect(origin).toBe('startup');
    finished.push(finishedTrial(number, choices, { percent: 50 }));
  }
  const tried = finished.slice(1).map(({ choices }) => choices.join(','));
  expect(tried.join(' ')).toBe('1,3 2,0 1,5 2,2 0,5 2,0 2,5 1,4');
});

test('a whole run of two predictors, seed 9, makes the choices of Optuna', () => {
  const space = predictorSpace([3, 6, 3, 6]);
  const finished: FinishedTrial[] = [];
  const add = (choices: readonly number[], origin: FinishedTrial['origin']): void => {
    const number = finished.length;
    const factor = origin === 'default' || origin === 'full-scoring' ? 11 : 5;
    const squares = choices.reduce((sum, choice, i) => sum + (i + 1) * choice * choice, 0);
    finished.push(finishedTrial(number, choices, { percent: (squares + factor * number) % 36, origin }));
  };
  add([0, 0, 0, 0], 'default');
  for (let sampled = 1; sampled <= 20; sampled++) {
    const { choices, origin } = suggestByTpe({ space, seed: 9, finished, running: [] });
    add(choices, origin);
    if (sampled % 5 === 0) add(choices, 'full-scoring');
  }
  const tried = finished.filter(({ origin }) => origin === 'startup' || origin === 'model');
  expect(tried.map(({ number, choices }) => `${number}:${choices.join('')}`).join(' ')).toBe(
    '1:1320 2:1522 3:0520 4:2514 5:2522 7:0500 8:1221 9:1000 10:2123 11:2414 ' +
      '13:2511 14:2504 15:1514 16:2012 17:2224 19:2325 20:0422 21:2021 22:2115 23:0314',
  );
});

test.each([
  [1, 1],
  [10, 1],
  [11, 2],
  [20, 2],
  [21, 3],
  [240, 24],
  [250, 25],
  [251, 25],
  [1000, 25],
])('of %d trials %d are good', (trials, good) => {
  expect(goodCount(trials)).toBe(good);
});

test('of values 50, 70, 70, 60 with one good place the earlier 70 is good', () => {
  const trials = [50, 70, 70, 60].map((percent, number) => finishedTrial(number, [0, 0], { percent }));
  expect(splitByScore(trials).good.map(({ number }) => number)).toEqual([1]);
});

test('scores that print the same percentage are equal', () => {
  const trials = [0.3, 0.1 + 0.2, 0.1].map((score, number) => ({
    ...finishedTrial(number, [0], { percent: 0 }),
    score,
  }));
  expect(splitByScore(trials).good.map(({ number }) => number)).toEqual([0]);
});

test('the model orders dimensions by name as text, so the tenth predictor comes before the second', () => {
  const space = predictorSpace(Array.from({ length: 22 }, () => 2));
  const names = modelDimensions(space).map((position) => space[position]?.name);
  expect(names.slice(0, 6)).toEqual([
    '0_predictor_demos',
    '0_predictor_instruction',
    '10_predictor_demos',
    '10_predictor_instruction',
    '1_predictor_demos',
    '1_predictor_instruction',
  ]);
});

test('a suggestion after 500 trials of 8 dimensions takes well under 20 ms', () => {
  const space = predictorSpace(Array.from({ length: 8 }, () => 12));
  const finished = Array.from({ length: 500 }, (_, number) => {
    const choices = space.map((_dimension, d) => (number * (d + 3) + (number >> 2)) % 12);
    return finishedTrial(number, choices, {
      percent: (number * 37) % 101,
      origin: number < 10 ? 'startup' : 'model',
    });
  });
  const input = { space, seed: 9, finished, running: [] };
  suggestByTpe(input);
  const times = Array.from({ length: 9 }, () => {
    const before = performance.now();
    suggestByTpe(input);
    return performance.now() - before;
  });
  expect(times.toSorted((a, b) => a - b)[4]).toBeLessThan(20);
});
