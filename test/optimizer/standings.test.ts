import { describe, expect, test } from 'vitest';
import type { FinishedTrial } from '../../domain/trial.ts';
import { bestFullTrial, frontRunner, standings } from '../../optimizer/standings.ts';
import { finishedTrial } from './made-up-trials.ts';

const baseline = (percent: number): FinishedTrial => finishedTrial(0, [0, 0], { percent, origin: 'default' });

describe('the front-runner', () => {
  const trials = [
    baseline(90),
    finishedTrial(1, [1, 0], { percent: 70 }),
    finishedTrial(2, [0, 1], { percent: 50 }),
    finishedTrial(3, [1, 1], { percent: 60 }),
    finishedTrial(4, [0, 1], { percent: 70, origin: 'model' }),
    finishedTrial(5, [1, 0], { percent: 30, origin: 'full-scoring' }),
  ];

  test('is the best mean not fully scored; of equal means the first tried', () => {
    expect(frontRunner(trials)).toEqual({ key: '0,1', choices: [0, 1], meanPercent: 60, trials: 2 });
  });

  test('is null when all that was tried was fully scored', () => {
    const scored = [[0, 1], [1, 1]].map((choices, i) => finishedTrial(6 + i, choices, { percent: 10, origin: 'full-scoring' })); // prettier-ignore
    expect(frontRunner([...trials, ...scored])).toBeNull();
  });

  test('is null before anything was sampled', () => {
    expect(frontRunner([baseline(90)])).toBeNull();
  });

  test('may have the unchanged program’s choices: those were scored under another key', () => {
    expect(frontRunner([baseline(90), finishedTrial(1, [0, 0], { percent: 80 })])?.key).toBe('0,0');
  });
});

test('full scorings do not change a mean', () => {
  const trials = [
    finishedTrial(1, [1], { percent: 40 }),
    finishedTrial(2, [1], { percent: 50, origin: 'model' }),
    finishedTrial(3, [1], { percent: 99, origin: 'full-scoring' }),
  ];
  expect(standings(trials)).toEqual([{ key: '1', choices: [1], meanPercent: 45, trials: 2 }]);
});

describe('the best trial', () => {
  test('a minibatch of 100 percent is never best by itself', () => {
    const trials = [
      baseline(50),
      finishedTrial(1, [1], { percent: 100 }),
      finishedTrial(2, [1], { percent: 40, origin: 'full-scoring' }),
    ];
    expect(bestFullTrial(trials)?.key).toBe('baseline');
  });

  test('an equal score leaves the unchanged program in its place', () => {
    const trials = [baseline(50), finishedTrial(1, [1], { percent: 50, origin: 'full-scoring' })];
    expect(bestFullTrial(trials)?.key).toBe('baseline');
  });

  test('a difference that no percentage shows is no difference', () => {
    const better = { ...finishedTrial(1, [1], { percent: 0, origin: 'full-scoring' }), score: 0.5 + 1e-9 };
    expect(bestFullTrial([baseline(50), better])?.key).toBe('baseline');
  });

  test('a better full score wins', () => {
    const trials = [baseline(50), finishedTrial(1, [1], { percent: 50.01, origin: 'full-scoring' })];
    expect(bestFullTrial(trials)?.number).toBe(1);
  });

  test('without minibatches every trial may be best', () => {
    const trials = [baseline(50), finishedTrial(1, [1], { percent: 60, full: true })];
    expect(bestFullTrial(trials)?.number).toBe(1);
  });

  test('there is none before the first full score', () => {
    expect(bestFullTrial([finishedTrial(1, [1], { percent: 60 })])).toBeNull();
  });
});
