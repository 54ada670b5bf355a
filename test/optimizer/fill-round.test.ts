import { expect, test } from 'vitest';
import { fillRound } from '../../optimizer/fill-round.ts';
import { finishedTrial } from './made-up-trials.ts';

/** Five of twenty examples are scored. */
const open = (number: number, score: number) => ({
  ...finishedTrial(number, [number], { percent: 100 * score }),
  cells: 5,
  open: { points: 5 * score, planned: 20, full: false },
});

const trials = [open(0, 0.2), open(1, 0.8), open(2, 0.8)];

test('the free threads of a round go to the best of the trials that are scored on', () => {
  const needed = [0, 1, 2].map((number) => ({ number, cells: 3 }));
  expect(fillRound(needed, trials, 16)).toEqual([
    { number: 0, cells: 3 },
    { number: 1, cells: 10 },
    { number: 2, cells: 3 },
  ]);
});

test('no trial gets more examples than it has', () => {
  expect(fillRound([{ number: 1, cells: 14 }], trials, 16)).toEqual([{ number: 1, cells: 15 }]);
});

test('a round that fills the threads stays as it is', () => {
  const needed = [
    { number: 0, cells: 10 },
    { number: 2, cells: 6 },
  ];
  expect(fillRound(needed, trials, 16)).toEqual(needed);
});
