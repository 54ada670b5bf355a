import { describe, expect, test } from 'vitest';
import type { FinishedTrial, TrialOrigin } from '../../domain/trial.ts';
import type { SamplerInput } from '../../optimizer/sampler.ts';
import { nextStep } from '../../optimizer/schedule.ts';
import { suggestByTpe } from '../../optimizer/tpe.ts';
import { areEquallyGood } from './equally-good.ts';
import { readReference, rowName } from '../reference/fixtures.ts';
import { tallyOf } from '../reference/tally.ts';
import { finishedTrial } from './made-up-trials.ts';

interface Entry {
  readonly number: number;
  readonly kind: 'default' | 'sampled' | 'full';
  readonly x: number[];
  readonly value: number;
}

interface Study {
  readonly name: string;
  readonly seed: number;
  readonly dims: number[];
  readonly param_names_in_ask_order: string[];
  readonly trials_sampled: number;
  readonly wave: number;
  /** 0: no full scorings. */
  readonly full_every: number;
  readonly log: Entry[];
}

interface SuggestedChoices {
  readonly number: number;
  readonly choices: readonly number[];
  readonly origin: TrialOrigin;
  /** True when Optuna took another choice that is equally good. */
  readonly tied?: boolean;
}

const { cases } = readReference<{ cases: Study[] }>('tpe-batches.json');
const tally = tallyOf('tpe-batches.json');

/** The suggestion, or what Optuna took when both are the best of the draws within 1e-12. */
function acceptTies(input: SamplerInput, wanted: readonly number[]) {
  const { choices, origin } = suggestByTpe(input);
  if (origin === 'startup' || String(choices) === String(wanted)) return { choices, tied: false };
  return areEquallyGood(input, choices, wanted) ? { choices: wanted, tied: true } : { choices, tied: false };
}

/** One wave: each suggestion is asked for with the earlier ones of the wave still running. */
function askWave(study: Study, finished: readonly FinishedTrial[], count: number): SuggestedChoices[] {
  const space = study.dims.map((choiceCount, i) => ({
    name: study.param_names_in_ask_order[i] ?? '',
    choiceCount,
  }));
  const asked: SuggestedChoices[] = [];
  const running: SuggestedChoices[] = [];
  for (const { number, x } of study.log.slice(finished.length, finished.length + count)) {
    const input = { space, seed: study.seed, finished, running };
    const { origin } = suggestByTpe(input);
    const { choices, tied } = acceptTies(input, x);
    asked.push({ number, origin, choices, tied });
    running.push({ number, origin, choices: x });
  }
  return asked;
}

/** Asks for every suggestion of the study again, with the recorded history before it. */
function replay(study: Study): SuggestedChoices[] {
  const finished: FinishedTrial[] = [];
  const suggested: SuggestedChoices[] = [];
  while (finished.length < study.log.length) {
    const asked = askWave(study, finished, waveAt(study, finished.length));
    const entry = study.log[finished.length];
    suggested.push(...asked);
    if (asked.length === 0 && entry !== undefined)
      finished.push(trialOf(entry, entry.kind === 'full' ? 'full-scoring' : 'default'));
    for (const { number, origin } of asked) finished.push(trialOf(study.log[number] as Entry, origin));
  }
  return suggested;
}

/** How many suggestions the study asked for together at this number; 0 for an inserted trial. */
function waveAt(study: Study, number: number): number {
  if (study.log[number]?.kind !== 'sampled') return 0;
  const sampledBefore = study.log.slice(0, number).filter(({ kind }) => kind === 'sampled').length;
  return Math.min(study.wave, study.trials_sampled - sampledBefore);
}

const trialOf = (entry: Entry, origin: TrialOrigin): FinishedTrial =>
  finishedTrial(entry.number, entry.x, { percent: entry.value, origin });

/** Who the schedule sends to each full scoring of the study, with the recorded history before it. */
function fullScorings(study: Study): { number: number; choices: readonly number[] }[] {
  const origins = { default: 'default', sampled: 'startup', full: 'full-scoring' } as const;
  const sizes = { trials: study.trials_sampled, minibatch: true, fullEvalSteps: study.full_every };
  return study.log
    .filter(({ kind }) => kind === 'full')
    .map(({ number }) => {
      const before = study.log.slice(0, number).map((entry) => trialOf(entry, origins[entry.kind]));
      const step = nextStep({ sizes, parallelTrials: null, search: 'tpe' }, before);
      return step.kind === 'full-scoring'
        ? { number: step.number, choices: step.candidate.choices }
        : { number: -1, choices: [] };
    });
}

test('the table has 36 studies', () => {
  expect(cases.length).toBe(36);
});

describe.each(cases)('$name', (study) => {
  const recorded = (wanted: Entry['kind']) =>
    study.log.filter(({ kind }) => kind === wanted).map(({ number, x }) => ({ number, choices: x }));

  test('suggestions made together are Optuna’s with constant liar', () => {
    const suggested = replay(study);
    expect(suggested.map(({ number, choices }) => ({ number, choices }))).toEqual(recorded('sampled'));
    for (const { number, tied } of suggested)
      tally[tied ? 'ties' : 'agrees'](`${rowName.study(study)} #${number}`);
  });

  test('full scorings go to the same combinations under the same numbers', () => {
    const made = fullScorings(study);
    expect(made).toEqual(recorded('full'));
    for (const { number } of made) tally.agrees(`${rowName.study(study)} #${number}`);
  });
});
