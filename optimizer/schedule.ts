import type { RunSettings, RunSizes } from '../domain/settings.ts';
import type { FinishedTrial } from '../domain/trial.ts';
import type { Standing } from './standings.ts';
import { frontRunner, isSampled } from './standings.ts';

/** What the search does next. Numbers are Optuna's: 0-based, over all trials. */
export type NextStep =
  /** The unchanged program has no score yet; it is number 0. */
  | { readonly kind: 'baseline' }
  | {
      readonly kind: 'wave';
      /** Number of the wave's first trial. */
      readonly firstNumber: number;
      /** Its place among the sampled trials, 0-based: the index of its minibatch. */
      readonly firstSampled: number;
      readonly count: number;
    }
  | { readonly kind: 'full-scoring'; readonly number: number; readonly candidate: Standing }
  | { readonly kind: 'finished' };

type ScheduleSizes = Pick<RunSizes, 'trials' | 'minibatch' | 'fullEvalSteps'>;

/** What the schedule depends on beside the trials. */
export interface Schedule {
  readonly sizes: ScheduleSizes;
  readonly parallelTrials: RunSettings['parallelTrials'];
}

/**
 * What comes next, once no trial is under way. With minibatches a full scoring is due after every `fullEvalSteps`
 * sampled trials and after the last one; when every combination tried already had one, it is left out. Trials up to
 * the next full scoring make one wave, unless `parallelTrials` allows fewer. Without minibatches every trial is a full
 * scoring, and a wave is as long as it would be with them, so that the sampler still learns on the way. Pure.
 *
 * @see DSPy 3.3.1, `mipro_optimizer_v2.py:507-692, 752-866`
 */
export function nextStep(schedule: Schedule, trials: readonly FinishedTrial[]): NextStep {
  if (trials.length === 0) return { kind: 'baseline' };
  const sampled = trials.filter(isSampled).length;
  const candidate = fullScoringDue(schedule.sizes, trials) ? frontRunner(trials) : null;
  if (candidate !== null) return { kind: 'full-scoring', number: trials.length, candidate };
  if (sampled >= schedule.sizes.trials) return { kind: 'finished' };
  return {
    kind: 'wave',
    firstNumber: trials.length,
    firstSampled: sampled,
    count: waveSize(schedule, sampled),
  };
}

/** How many full scorings are planned, the unchanged program's not among them; 0 without minibatches. Pure. */
export function plannedFullScorings(sizes: ScheduleSizes): number {
  return sizes.minibatch ? Math.ceil(sizes.trials / sizes.fullEvalSteps) : 0;
}

/** How many program runs the search plans at most, the unchanged program's among them. Pure. */
export function plannedProgramRuns(
  sizes: ScheduleSizes & Pick<RunSizes, 'minibatchSize' | 'valCount'>,
): number {
  const perTrial = sizes.minibatch ? Math.min(sizes.minibatchSize, sizes.valCount) : sizes.valCount;
  return sizes.valCount * (1 + plannedFullScorings(sizes)) + perTrial * sizes.trials;
}

/** Program runs by which a search can have found something: of the unchanged program, one wave and one full scoring. */
export interface LeastSearch {
  readonly baseline: number;
  readonly wave: number;
  /** 0 without minibatches, where every trial is one. */
  readonly fullScoring: number;
}

/** The least that is worth a run. Pure. */
export function leastSearch(
  schedule: Schedule & { readonly sizes: Pick<RunSizes, 'minibatchSize' | 'valCount'> },
): LeastSearch {
  const { minibatch, minibatchSize, valCount } = schedule.sizes;
  const perTrial = minibatch ? Math.min(minibatchSize, valCount) : valCount;
  return {
    baseline: valCount,
    wave: perTrial * waveSize(schedule, 0),
    fullScoring: minibatch ? valCount : 0,
  };
}

function fullScoringDue(sizes: ScheduleSizes, trials: readonly FinishedTrial[]): boolean {
  const last = trials.at(-1);
  if (!sizes.minibatch || last === undefined || !isSampled(last)) return false;
  const sampled = trials.filter(isSampled).length;
  return sampled % sizes.fullEvalSteps === 0 || sampled >= sizes.trials;
}

function waveSize({ sizes, parallelTrials }: Schedule, sampled: number): number {
  const toFullScoring = sizes.fullEvalSteps - (sampled % sizes.fullEvalSteps);
  return Math.min(toFullScoring, sizes.trials - sampled, parallelTrials ?? Infinity);
}
