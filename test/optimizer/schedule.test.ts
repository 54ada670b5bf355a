import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FinishedTrial } from '../../domain/trial.ts';
import type { Schedule } from '../../optimizer/schedule.ts';
import { nextStep, plannedFullScorings } from '../../optimizer/schedule.ts';
import { readReference } from '../reference/fixtures.ts';
import { finishedTrial } from './made-up-trials.ts';

interface AutoRow {
  readonly auto: string;
  readonly predictors: number;
  readonly zero_shot: boolean;
  readonly valset_in: number;
  readonly num_trials: number;
  readonly minibatch: boolean;
  readonly trial_numbers: string;
  readonly kinds: string;
}

interface ExplicitRow {
  readonly num_trials: number;
  readonly full_eval_steps: number;
  readonly minibatch: boolean;
  readonly minibatch_size: number;
  readonly valset: number;
  readonly kinds: string;
  readonly trial_log_numbers: Record<string, string>;
}

const reference = readReference<{ auto: AutoRow[]; explicit: ExplicitRow[] }>('auto-settings.json');

/** Runs the schedule to its end. Every trial tries something new, unless `choose` says otherwise. */
function run(schedule: Schedule, choose: (number: number) => readonly number[] = (number) => [number]) {
  const trials: FinishedTrial[] = [];
  const waves: number[] = [];
  for (;;) {
    const step = nextStep(schedule, trials);
    if (step.kind === 'finished') return { trials, waves };
    if (step.kind === 'baseline') trials.push(finishedTrial(0, [0], { percent: 50, origin: 'default' }));
    if (step.kind === 'full-scoring') {
      trials.push(
        finishedTrial(step.number, step.candidate.choices, { percent: 40, origin: 'full-scoring' }),
      );
    }
    if (step.kind === 'wave') {
      waves.push(step.count);
      expect(step.firstSampled).toBe(trials.filter(({ origin }) => origin === 'startup').length);
      for (let i = 0; i < step.count; i++) {
        const number = step.firstNumber + i;
        trials.push(
          finishedTrial(number, choose(number), {
            percent: (number * 37) % 101,
            full: !schedule.sizes.minibatch,
          }),
        );
      }
    }
  }
}

const LETTERS = { default: 'D', startup: 'm', model: 'm', 'full-scoring': 'F' } as const;
const letters = (trials: readonly FinishedTrial[]): string =>
  trials.map(({ origin, full }) => (origin === 'startup' && full ? 'F' : LETTERS[origin])).join('');

describe.each([1, 3, null])('with parallelTrials %s', (parallelTrials) => {
  test.each(reference.auto)(
    '$auto, $predictors, $zero_shot, $valset_in: the order of trials is DSPy’s',
    (row) => {
      const sizes = { trials: row.num_trials, minibatch: row.minibatch, fullEvalSteps: 5 };
      const kinds = letters(run({ sizes, parallelTrials, search: 'tpe' }).trials);
      expect([kinds, kinds]).toEqual([row.kinds, row.trial_numbers]);
    },
  );

  test.each(reference.explicit)(
    '$num_trials trials, steps of $full_eval_steps, minibatch $minibatch: numbers are DSPy’s',
    (row) => {
      const sizes = { trials: row.num_trials, minibatch: row.minibatch, fullEvalSteps: row.full_eval_steps };
      const words = { D: 'default-full', m: 'minibatch', F: 'full' };
      const { trials } = run({ sizes, parallelTrials, search: 'tpe' });
      const logged = trials.map(({ number }, i) => [
        String(number + 1),
        words[letters(trials)[i] as 'D' | 'm' | 'F'],
      ]);
      expect(Object.fromEntries(logged)).toEqual(row.trial_log_numbers);
      const runsInFull = row.minibatch && row.minibatch_size >= row.valset;
      expect(runsInFull ? letters(trials).replaceAll('m', 'F') : letters(trials)).toBe(row.kinds);
    },
  );
});

const sizes = { trials: 12, minibatch: true, fullEvalSteps: 5 };

test('before anything else the unchanged program is scored', () => {
  expect(nextStep({ sizes, parallelTrials: null, search: 'tpe' }, [])).toEqual({ kind: 'baseline' });
});

test('trials up to the next full scoring are one wave', () => {
  expect(run({ sizes, parallelTrials: null, search: 'tpe' }).waves).toEqual([5, 5, 2]);
});

test('parallelTrials limits a wave', () => {
  expect(run({ sizes, parallelTrials: 3, search: 'tpe' }).waves).toEqual([3, 2, 3, 2, 2]);
});

test('one trial at a time is DSPy’s order', () => {
  expect(run({ sizes, parallelTrials: 1, search: 'tpe' }).waves).toEqual(Array.from({ length: 12 }, () => 1));
});

test('without minibatches waves are as long as with them', () => {
  const { trials, waves } = run({
    sizes: { ...sizes, minibatch: false },
    parallelTrials: null,
    search: 'tpe',
  });
  expect(waves).toEqual([5, 5, 2]);
  expect(trials.length).toBe(13);
});

test('when everything tried was fully scored, the full scoring is left out and the run goes on', () => {
  const { trials } = run(
    { sizes: { ...sizes, fullEvalSteps: 3 }, parallelTrials: null, search: 'tpe' },
    () => [1],
  );
  expect(letters(trials)).toBe('DmmmFmmmmmmmmm');
});

test('an extended run goes on after its last full scoring', () => {
  const { trials } = run({ sizes: { ...sizes, trials: 7 }, parallelTrials: null, search: 'tpe' });
  expect(nextStep({ sizes: { ...sizes, trials: 9 }, parallelTrials: null, search: 'tpe' }, trials)).toEqual({
    kind: 'wave',
    firstNumber: 10,
    firstSampled: 7,
    count: 2,
  });
});

test('a run that was cut down below what it has done is finished after one more full scoring', () => {
  const trials = run({ sizes, parallelTrials: null, search: 'tpe' }).trials.slice(0, 4);
  expect(nextStep({ sizes: { ...sizes, trials: 2 }, parallelTrials: null, search: 'tpe' }, trials).kind).toBe(
    'full-scoring',
  );
});

test('the number of full scorings is floor(T / s), plus one for a remainder', () => {
  const count = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(count, count, fc.option(fc.integer({ min: 1, max: 9 })), (total, steps, parallelTrials) => {
      const plan = { trials: total, minibatch: true, fullEvalSteps: steps };
      const { trials, waves } = run({ sizes: plan, parallelTrials, search: 'tpe' });
      const expected = Math.floor(total / steps) + (total % steps === 0 ? 0 : 1);
      expect(trials.filter(({ origin }) => origin === 'full-scoring').length).toBe(expected);
      expect(plannedFullScorings(plan)).toBe(expected);
      expect(waves.reduce((sum, wave) => sum + wave, 0)).toBe(total);
      expect(trials.at(-1)?.origin).toBe('full-scoring');
    }),
    { numRuns: 60 },
  );
});

test('no combination is fully scored twice, and never two full scorings follow each other', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
      (total, steps, kinds) => {
        const plan = { trials: total, minibatch: true, fullEvalSteps: steps };
        const { trials } = run({ sizes: plan, parallelTrials: null, search: 'tpe' }, (number) => [
          (number * number) % kinds,
        ]);
        const scored = trials.filter(({ origin }) => origin === 'full-scoring').map(({ key }) => key);
        expect(new Set(scored).size).toBe(scored.length);
        expect(letters(trials)).not.toContain('FF');
        expect(trials.map(({ number }) => number)).toEqual(trials.map((_, i) => i));
      },
    ),
  );
});
