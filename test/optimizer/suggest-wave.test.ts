import { describe, expect, test } from 'vitest';
import type { RunSettings } from '../../domain/settings.ts';
import type { FinishedTrial, SuggestedTrial } from '../../domain/trial.ts';
import { minibatchFor } from '../../optimizer/draw-plan.ts';
import { nextStep } from '../../optimizer/schedule.ts';
import { searchSpace } from '../../optimizer/search-space.ts';
import { planSizes } from '../../optimizer/sizes.ts';
import { bestFullTrial } from '../../optimizer/standings.ts';
import { suggestWave } from '../../optimizer/suggest-wave.ts';
import { finishedTrial } from './made-up-trials.ts';
import { runSettings } from './run-settings.ts';

const facts = { predictors: 2, trainCount: 20, valCount: 80 };
const choiceCounts = [1, 2].map(() => ({ instructions: 3, demos: 6 }));

/** A made-up score in percent: depends on the choices, and on the minibatch when there is one. */
function percentOfTrial(trial: Pick<SuggestedTrial, 'choices' | 'minibatch'>): number {
  const quality = trial.choices.reduce(
    (sum, choice, i) => sum + (i + 2) * (3 * choice + 1) * (3 * choice + 1),
    0,
  );
  const luck = (trial.minibatch ?? []).reduce((sum, position) => sum + position, 0);
  return ((quality % 89) * 9 + (luck % 100)) / 10;
}

/** Searches on from these trials to the end, or until `limit` trials are finished. */
function search(
  settings: RunSettings,
  start: readonly FinishedTrial[] = [],
  limit = Infinity,
): FinishedTrial[] {
  const sizes = planSizes(settings, facts);
  const trials = [...start];
  for (;;) {
    const step = nextStep({ sizes, ...settings }, trials);
    if (step.kind === 'finished' || trials.length >= limit) return trials;
    if (step.kind === 'baseline')
      trials.push(finishedTrial(0, [0, 0, 0, 0], { percent: 30, origin: 'default' }));
    if (step.kind === 'full-scoring') {
      const { choices } = step.candidate;
      trials.push(
        finishedTrial(step.number, choices, {
          percent: percentOfTrial({ choices, minibatch: null }),
          origin: 'full-scoring',
        }),
      );
    }
    if (step.kind !== 'wave') continue;
    const wave = suggestWave({
      settings,
      sizes,
      choiceCounts,
      finished: trials,
      sampledTrials: step.firstSampled,
      count: step.count,
    });
    for (const each of wave)
      trials.push(
        finishedTrial(each.number, each.choices, { percent: percentOfTrial(each), origin: each.origin }),
      );
  }
}

describe('one wave', () => {
  const settings = runSettings();
  const sizes = planSizes(settings, facts);
  const finished = search(settings, [], 13);
  const wave = suggestWave({ settings, sizes, choiceCounts, finished, sampledTrials: 10, count: 5 });

  test('numbers follow those of the finished trials', () => {
    expect(wave.map(({ number }) => number)).toEqual([13, 14, 15, 16, 17]);
  });

  test('each trial has the minibatch of its place among the sampled trials', () => {
    const minibatches = [10, 11, 12, 13, 14].map((index) =>
      minibatchFor({ settings, sizes, predictors: 2 }, index),
    );
    expect(wave.map(({ minibatch }) => minibatch)).toEqual(minibatches);
  });

  test('keys name the choices', () => {
    for (const { key, choices } of wave) expect(key).toBe(choices.join(','));
  });

  test('asking for more does not change the first suggestions', () => {
    const shorter = suggestWave({ settings, sizes, choiceCounts, finished, sampledTrials: 10, count: 2 });
    expect(wave.slice(0, 2)).toEqual(shorter);
  });
});

describe.each(['tpe', 'random'] as const)('a whole search by %s', (kind) => {
  test.each([1, 3, null])(
    'that is cut off anywhere and goes on ends the same, parallelTrials %s',
    (parallelTrials) => {
      const settings = runSettings({ search: kind, parallelTrials });
      const whole = search(settings);
      expect(whole.length).toBe(25);
      for (const limit of [1, 6, 7, 13, 20]) {
        const before: FinishedTrial[] = JSON.parse(JSON.stringify(search(settings, [], limit)));
        expect(search(settings, before)).toEqual(whole);
      }
    },
  );

  test('finds something better than the unchanged program', () => {
    expect(bestFullTrial(search(runSettings({ search: kind })))?.key).not.toBe('baseline');
  });
});

test('the samplers part after the random phase', () => {
  const [tpe, random] = (['tpe', 'random'] as const).map((kind) => search(runSettings({ search: kind })));
  expect(tpe?.filter(({ origin }) => origin === 'model').length).toBe(10);
  expect(random?.some(({ origin }) => origin === 'model')).toBe(false);
});

test('in a zero-shot run the space has no demo sets', () => {
  const names = searchSpace([0, 1].map(() => ({ instructions: 3, demos: 0 }))).map(({ name }) => name);
  expect(names).toEqual(['0_predictor_instruction', '1_predictor_instruction']);
});
