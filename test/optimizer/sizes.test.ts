import { describe, expect, test } from 'vitest';
import type { RunSettings } from '../../domain/settings.ts';
import { PythonRandom } from '../../optimizer/python-random.ts';
import { trialsFor } from '../../optimizer/presets.ts';
import { plannedFullScorings, plannedProgramRuns } from '../../optimizer/schedule.ts';
import { planSizes } from '../../optimizer/sizes.ts';
import { drawValset } from '../../optimizer/split.ts';
import { readReference, rowName } from '../reference/fixtures.ts';
import { tallyOf } from '../reference/tally.ts';
import { runSettings } from './run-settings.ts';

type AutoMode = NonNullable<RunSettings['auto']>;

interface AutoRow {
  readonly auto: AutoMode;
  readonly predictors: number;
  readonly zero_shot: boolean;
  readonly valset_in: number;
  readonly valset_used: number;
  readonly num_trials: number;
  readonly num_instruct_candidates: number;
  readonly num_fewshot_candidates: number;
  readonly minibatch: boolean;
  readonly minibatch_size: number;
  readonly full_evals_including_default: number;
  readonly program_calls_stage3: number;
  readonly valset_order_first8: number[];
}

interface ExplicitRow {
  readonly num_trials: number;
  readonly full_eval_steps: number;
  readonly minibatch: boolean;
  readonly minibatch_size: number;
  readonly valset: number;
  readonly total_eval_calls: number;
}

const reference = readReference<{ auto: AutoRow[]; explicit: ExplicitRow[] }>('auto-settings.json');
const tally = tallyOf('auto-settings.json');

const demoSettings = (zeroShot: boolean): Partial<RunSettings> =>
  zeroShot ? { maxBootstrappedDemos: 0, maxLabeledDemos: 0 } : {};

const autoSizes = (auto: AutoMode, zeroShot: boolean, facts: { predictors: number; valCount: number }) =>
  planSizes(runSettings({ auto, ...demoSettings(zeroShot) }), { trainCount: 20, ...facts });

test('the table has 210 rows of auto modes and 10 explicit ones', () => {
  expect([reference.auto.length, reference.explicit.length]).toEqual([210, 10]);
});

describe.each(reference.auto)(
  '$auto, $predictors predictors, zero-shot $zero_shot, $valset_in validation examples',
  (row) => {
    const sizes = autoSizes(row.auto, row.zero_shot, { predictors: row.predictors, valCount: row.valset_in });

    test('the sizes are DSPy’s', () => {
      expect(sizes).toEqual({
        trials: row.num_trials,
        demoSets: row.num_fewshot_candidates,
        instructions: row.num_instruct_candidates,
        minibatch: row.minibatch,
        minibatchSize: row.minibatch_size,
        fullEvalSteps: 5,
        zeroShot: row.zero_shot,
        trainCount: 20,
        valCount: row.valset_used,
        ...(row.valset_in > row.valset_used && { valPoolCount: row.valset_in }),
      });
    });

    test('the planned program runs are DSPy’s', () => {
      const fullTrials = row.minibatch ? 0 : row.num_trials;
      expect(1 + plannedFullScorings(sizes) + fullTrials).toBe(row.full_evals_including_default);
      expect(plannedProgramRuns(sizes)).toBe(row.program_calls_stage3);
    });

    test('the validation examples are drawn in DSPy’s order', () => {
      const drawn = drawValset(runSettings({ auto: row.auto }), new PythonRandom(9), row.valset_in);
      expect(drawn.slice(0, 8)).toEqual(row.valset_order_first8);
      expect(new Set(drawn).size).toBe(row.valset_used);
      tally.agrees(rowName.auto(row));
    });
  },
);

test.each(reference.explicit)(
  'explicit: $num_trials trials, full scoring every $full_eval_steps, batch $minibatch_size of $valset, minibatch $minibatch',
  (row) => {
    const settings = runSettings({
      auto: null,
      numTrials: row.num_trials,
      numCandidates: 8,
      minibatch: row.minibatch,
      minibatchSize: row.minibatch_size,
      minibatchFullEvalSteps: row.full_eval_steps,
    });
    const sizes = planSizes(settings, { predictors: 2, trainCount: 20, valCount: row.valset });
    expect(plannedProgramRuns(sizes)).toBe(row.total_eval_calls);
    tally.agrees(rowName.explicit(row));
  },
);

/** Trials, and trials with the unchanged program and all full scorings, by number of predictors. */
const TOTALS: readonly [AutoMode, boolean, string][] = [
  ['light', false, '10/13 20/25 31/39 41/51 51/63 82/100'],
  ['light', true, '9/12 10/13 15/19 20/25 25/31 41/51'],
  ['medium', false, '18/23 28/35 43/53 57/70 71/87 114/138'],
  ['medium', true, '18/23 18/23 21/27 28/35 35/43 57/70'],
  ['heavy', false, '27/34 33/41 50/61 66/81 83/101 133/161'],
  ['heavy', true, '27/34 27/34 27/34 33/41 41/51 66/81'],
];

test.each(TOTALS)(
  '%s, zero-shot %s: trials and totals for 1, 2, 3, 4, 5 and 8 predictors',
  (auto, zeroShot, totals) => {
    const planned = [1, 2, 3, 4, 5, 8].map((predictors) => {
      const sizes = autoSizes(auto, zeroShot, { predictors, valCount: 100 });
      return `${sizes.trials}/${sizes.trials + plannedFullScorings(sizes) + 1}`;
    });
    expect(planned.join(' ')).toBe(totals);
  },
);

test.each([
  { auto: 'light', trials: 7, fewShot: 5, zeroShot: 7 },
  { auto: 'medium', trials: 25, fewShot: 19, zeroShot: 25 },
  { auto: 'heavy', trials: 50, fewShot: 38, zeroShot: 50 },
] as const)(
  'classic $auto has $trials trials and $fewShot candidates, $zeroShot when zero-shot',
  ({ auto, trials, fewShot, zeroShot }) => {
    const facts = { predictors: 1, trainCount: 20, valCount: 100 };
    const withDemos = planSizes(runSettings({ auto, presets: 'classic' }), facts);
    const without = planSizes(runSettings({ auto, presets: 'classic', ...demoSettings(true) }), facts);
    expect(withDemos).toMatchObject({ trials, demoSets: fewShot, instructions: fewShot });
    expect(without).toMatchObject({ trials, demoSets: zeroShot, instructions: zeroShot });
  },
);

test('classic leaves at least two candidates, however many predictors there are', () => {
  const sizes = planSizes(runSettings({ presets: 'classic' }), {
    predictors: 12,
    trainCount: 20,
    valCount: 100,
  });
  expect(sizes).toMatchObject({ demoSets: 2, instructions: 2 });
});

test('an auto mode turns minibatches on above 50 validation examples, whatever was asked for', () => {
  const facts = { predictors: 1, trainCount: 13 };
  const small = planSizes(runSettings({ minibatch: true }), { ...facts, valCount: 50 });
  const large = planSizes(runSettings({ minibatch: false }), { ...facts, valCount: 51 });
  expect([small.minibatch, large.minibatch]).toEqual([false, true]);
});

test('explicit sizes are taken as they are, with every validation example', () => {
  const settings = runSettings({ auto: null, numTrials: 12, numCandidates: 7, minibatch: false });
  expect(planSizes(settings, { predictors: 2, trainCount: 300, valCount: 1200 })).toEqual({
    trials: 12,
    demoSets: 7,
    instructions: 7,
    minibatch: false,
    minibatchSize: 1200,
    fullEvalSteps: 5,
    zeroShot: false,
    trainCount: 300,
    valCount: 1200,
  });
});

test.each([
  { candidates: 1, predictors: 1, zeroShot: false, trials: 1 },
  { candidates: 7, predictors: 1, zeroShot: false, trials: 11 },
  { candidates: 8, predictors: 1, zeroShot: true, trials: 12 },
  { candidates: 8, predictors: 4, zeroShot: false, trials: 48 },
  { candidates: 16, predictors: 4, zeroShot: false, trials: 64 },
])(
  'for $candidates candidates, $predictors predictors, zero-shot $zeroShot, $trials trials are recommended',
  ({ candidates, trials, ...facts }) => {
    expect(trialsFor(candidates, facts)).toBe(trials);
  },
);

test('the recommendation is that of the floating-point formula wherever its rounding is safe', () => {
  for (let candidates = 1; candidates <= 60; candidates++) {
    for (let predictors = 1; predictors <= 12; predictors++) {
      const exact = Math.max(4 * predictors * Math.log2(candidates), 1.5 * candidates);
      expect(trialsFor(candidates, { predictors, zeroShot: false })).toBe(Math.floor(exact));
    }
  }
});
