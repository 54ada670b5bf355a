import { describe, expect, test } from 'vitest';
import { extendedLines } from '../../client/show/extended-words.ts';
import { newLines } from '../../client/show/run-lines.ts';
import { count, dollars, duration, percent } from '../../client/show/words.ts';
import type { Progress } from '../../domain/run.ts';
import type { FinishedTrial } from '../../domain/trial.ts';
import { NO_USAGE } from '../../domain/usage.ts';

const SIZES = {
  trials: 2,
  demoSets: 3,
  instructions: 3,
  minibatch: true,
  minibatchSize: 8,
  fullEvalSteps: 2,
  zeroShot: false,
  trainCount: 8,
  valCount: 32,
};

const trial = (number: number, origin: FinishedTrial['origin']): FinishedTrial => ({
  number,
  origin,
  choices: [0, number],
  key: `0,${number}`,
  score: 0.5,
  cells: 8,
  full: origin !== 'model',
});

function at(stage: Progress['stage'], facts: Partial<Progress> = {}): Progress {
  return {
    stage,
    status: 'running',
    blocked: null,
    sizes: null,
    fingerprint: null,
    predictors: [],
    steps: [],
    trials: [],
    baseline: null,
    best: null,
    usage: NO_USAGE,
    startedAtMs: 0,
    stoppedBecause: null,
    ...facts,
  };
}

describe('the lines between two looks at a run', () => {
  test('name the stage before its steps, and the search after the steps that led to it', () => {
    const steps = [{ name: 'demo sets', done: 3, total: 3 }];
    expect(
      newLines(at('prepare'), at('propose', { steps, sizes: SIZES })).map((line) => line.slice(0, 10)),
    ).toEqual(['plan: 2 tr', 'stage 1: b', '  demo set']);
    expect(newLines(at('propose'), at('search', { steps })).map((line) => line.slice(0, 10))).toEqual([
      '  demo set',
      'stage 2: s',
    ]);
  });

  test('tell every trial of a run that ended between them, before its end', () => {
    const trials = [trial(0, 'default'), trial(1, 'model'), trial(2, 'full-scoring')];
    const lines = newLines(at('propose', { sizes: SIZES }), at('finished', { sizes: SIZES, trials }));
    expect(lines).toEqual([
      'baseline: 50.00 % on 8 validation examples',
      '  trial 1: 50.00 % on 8 (choices 0,1)',
      '  full scoring: 50.00 % on 8 (choices 0,2)',
      'finished',
    ]);
  });

  test('tell the new plan of a run that was extended meanwhile', () => {
    const longer = { ...SIZES, trials: 5 };
    expect(newLines(at('search', { sizes: SIZES }), at('search', { sizes: longer }))).toEqual([
      'extended: 5 trials in all',
    ]);
  });

  test('repeat nothing', () => {
    const now = at('search', { sizes: SIZES, trials: [trial(0, 'default')] });
    expect(newLines(now, now)).toEqual([]);
  });
});

test('what was added to a run is told with its unit, and nothing where nothing was added', () => {
  expect(extendedLines(undefined)).toEqual([]);
  const budget = { maxLmCalls: 300, maxCostUsd: 2.5, maxDurationMs: 7_200_000 };
  expect(extendedLines({ trials: 1, budget })).toEqual([
    'extended by 1 trial, to at most 300 calls, to at most $2.50, to at most 2 h 0 min',
  ]);
});

describe('words for numbers', () => {
  test.each([
    [400, '0.4 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min 0 s'],
    [119_700, '2 min 0 s'],
    [3_600_000, '1 h 0 min'],
  ])('%d ms are %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  test('an unknown price is said to be unknown, and cents are not rounded away', () => {
    expect(dollars(null)).toContain('unknown');
    expect(dollars(0.00012)).toBe('$0.00012');
    expect(dollars(2)).toBe('$2.00');
  });

  test('one thing has no plural, an absent score is a dash', () => {
    expect(count(1, 'trial')).toBe('1 trial');
    expect(count(1_200, 'call')).toBe('1,200 calls');
    expect(percent(null)).toBe('-');
  });
});
