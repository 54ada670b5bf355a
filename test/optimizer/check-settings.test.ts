import { describe, expect, test } from 'vitest';
import { InvalidRequest } from '../../domain/errors.ts';
import type { RunSettings } from '../../domain/settings.ts';
import { checkData, checkSettings } from '../../optimizer/check-settings.ts';
import { runSettings } from './run-settings.ts';

const refusal = (check: () => void): string => {
  try {
    check();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidRequest);
    return (error as InvalidRequest).message;
  }
  return 'accepted';
};

const settingsRefusal = (changes: Partial<RunSettings>, predictors = 1): string =>
  refusal(() => checkSettings(runSettings(changes), { predictors }));

const explicit: Partial<RunSettings> = { auto: null, numTrials: 10, numCandidates: 5 };

describe('auto, numTrials and numCandidates', () => {
  test('an auto mode alone is accepted', () => {
    expect(settingsRefusal({ auto: 'heavy' })).toBe('accepted');
  });

  test('explicit numbers without an auto mode are accepted', () => {
    expect(settingsRefusal(explicit)).toBe('accepted');
  });

  test('an unknown auto mode is refused', () => {
    expect(settingsRefusal({ auto: 'huge' as 'heavy' })).toBe(
      'auto must be one of light, medium, heavy, null; got huge.',
    );
  });

  test.each([{ numTrials: 3 }, { numCandidates: 3 }])('an auto mode with %o is refused', (changes) => {
    expect(settingsRefusal(changes)).toBe(
      "auto 'light' chooses numCandidates and numTrials itself. Leave both out, or set auto to null.",
    );
  });

  test('candidates without trials are refused with the number of trials that suits them', () => {
    expect(settingsRefusal({ auto: null, numCandidates: 7 })).toBe(
      'numTrials is missing; auto is null, so it is needed. For 7 candidates we recommend numTrials: 11.',
    );
  });

  test('the recommendation counts predictors', () => {
    expect(settingsRefusal({ auto: null, numCandidates: 12 }, 2)).toContain('numTrials: 28.');
  });

  test.each([{ auto: null }, { auto: null, numTrials: 5 }])(
    '%o leaves a number missing and is refused',
    (changes) => {
      expect(settingsRefusal(changes)).toBe(
        'auto is null, so numCandidates and numTrials are both needed. Give both, or choose an auto mode.',
      );
    },
  );
});

describe('numbers that DSPy does not check', () => {
  test.each<[Partial<RunSettings>, string]>([
    [{ minibatchFullEvalSteps: 0 }, 'minibatchFullEvalSteps must be a whole number, 1 or more; got 0.'],
    [
      { minibatch: false, minibatchFullEvalSteps: 0 },
      'minibatchFullEvalSteps must be a whole number, 1 or more; got 0.',
    ],
    [{ numCandidates: 0 }, 'numCandidates must be a whole number, 1 or more; got 0.'],
    [{ numTrials: 0 }, 'numTrials must be a whole number, 1 or more; got 0.'],
    [{ maxBootstrappedDemos: -1 }, 'maxBootstrappedDemos must be a whole number, 0 or more; got -1.'],
    [{ maxLabeledDemos: 1.5 }, 'maxLabeledDemos must be a whole number, 0 or more; got 1.5.'],
    [{ minibatchSize: 0 }, 'minibatchSize must be a whole number, 1 or more; got 0.'],
    [{ parallelTrials: 0 }, 'parallelTrials must be a whole number, 1 or more; got 0.'],
    [{ viewDataBatchSize: 0 }, 'viewDataBatchSize must be a whole number, 1 or more; got 0.'],
    [{ maxErrors: 0 }, 'maxErrors must be a whole number, 1 or more; got 0.'],
    [{ seed: -1 }, 'seed must be a whole number, from 0 to 4294967295; got -1.'],
    [{ seed: 2 ** 32 }, 'seed must be a whole number, from 0 to 4294967295; got 4294967296.'],
    [{ metricThreshold: NaN }, 'metricThreshold must be a finite number; got NaN.'],
    [{ initTemperature: Infinity }, 'initTemperature must be a finite number; got Infinity.'],
    [{ initTemperature: -0.5 }, 'initTemperature must be 0 or more; got -0.5.'],
  ])('%o is refused', (changes, message) => {
    expect(settingsRefusal({ ...explicit, ...changes })).toBe(message);
  });

  test.each<Partial<RunSettings>>([
    { seed: 0 },
    { seed: 2 ** 32 - 1 },
    { maxBootstrappedDemos: 0 },
    { maxBootstrappedDemos: 0, maxLabeledDemos: 0 },
    { metricThreshold: 0 },
  ])('%o is accepted', (changes) => {
    expect(settingsRefusal({ ...explicit, ...changes })).toBe('accepted');
  });

  test('a program without predictors is refused', () => {
    expect(settingsRefusal({}, 0)).toBe(
      'The program has no predictor, so there is no prompt to improve. Give it one LM step.',
    );
  });
});

const dataRefusal = (
  counts: { trainset: number; valset: number | null },
  changes: Partial<RunSettings> = {},
): string => refusal(() => checkData(runSettings(changes), counts));

describe('data', () => {
  test('an empty trainset is refused', () => {
    expect(dataRefusal({ trainset: 0, valset: 10 })).toBe('trainset is empty; it needs at least 1 example.');
  });

  test('one example cannot be split', () => {
    expect(dataRefusal({ trainset: 1, valset: null })).toBe(
      'trainset has 1 example, and a validation set is to be taken from it. Give 2 examples or more, or a valset.',
    );
  });

  test('one example with a validation set is accepted', () => {
    expect(dataRefusal({ trainset: 1, valset: 10 })).toBe('accepted');
  });

  test('an empty validation set is refused', () => {
    expect(dataRefusal({ trainset: 5, valset: 0 })).toBe(
      'valset is empty; give at least 1 example, or leave it out to take it from trainset.',
    );
  });

  test('a minibatch larger than the validation set is refused, with both ways out', () => {
    expect(dataRefusal({ trainset: 40, valset: null }, explicit)).toBe(
      'minibatchSize is 35, but the validation set has 32 examples. Choose at most 32, or set minibatch to false.',
    );
  });

  test('a minibatch of the whole validation set is accepted', () => {
    expect(dataRefusal({ trainset: 40, valset: null }, { ...explicit, minibatchSize: 32 })).toBe('accepted');
  });

  test('an auto mode without minibatches does not look at their size', () => {
    expect(dataRefusal({ trainset: 20, valset: 50 }, { minibatchSize: 500 })).toBe('accepted');
  });

  test('an auto mode looks at the examples it will use, not at all there are', () => {
    expect(dataRefusal({ trainset: 20, valset: 500 }, { minibatchSize: 101 })).toContain('has 100 examples');
  });
});
