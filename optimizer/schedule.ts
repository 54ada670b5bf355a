import type { RunSettings, RunSizes } from '../domain/settings.ts';
import type { FinishedTrial } from '../domain/trial.ts';
import { fillRound } from './fill-round.ts';
import { goodCount, STARTUP_TRIALS } from './good-trials.ts';
import {
  areBounded,
  contestant,
  toKnowFirst,
  toSettle,
  toTheEnd,
  type Contestant,
  type Continuation,
} from './pruning.ts';
import type { Standing } from './standings.ts';
import { frontRunner, isSampled, withoutFullScoring } from './standings.ts';

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
  /** Trials that were broken off and whose rest is needed now. */
  | { readonly kind: 'score-on'; readonly trials: readonly Continuation[] }
  | { readonly kind: 'finished' };

type ScheduleSizes = Pick<RunSizes, 'trials' | 'minibatch' | 'fullEvalSteps'>;
type Trials = readonly FinishedTrial[];

type WaveShape = Pick<Schedule, 'sizes' | 'parallelTrials'>;

/** What the schedule depends on beside the trials. */
export interface Schedule {
  readonly sizes: ScheduleSizes;
  readonly parallelTrials: RunSettings['parallelTrials'];
  readonly search: RunSettings['search'];
  /**
   * Program calls in flight; rounds that take up trials are filled up to a multiple of them. It changes how many
   * examples are scored, never what is chosen.
   * @defaultValue not filled
   */
  readonly numThreads?: number;
}

/**
 * What comes next, once no trial is under way. With minibatches a full scoring is due after every `fullEvalSteps`
 * sampled trials and after the last one; when every combination tried already had one, it is left out. Trials up to
 * the next full scoring make one wave, unless `parallelTrials` allows fewer. Without minibatches every trial is a full
 * scoring, and a wave is as long as it would be with them, so that the sampler still learns on the way. Pure.
 *
 * @see DSPy 3.3.1, `mipro_optimizer_v2.py:507-692, 752-866`
 */
export function nextStep(schedule: Schedule, trials: Trials): NextStep {
  if (trials.length === 0) return { kind: 'baseline' };
  const needed = neededNow(schedule, trials);
  if (needed.length > 0) {
    const { numThreads } = schedule;
    return {
      kind: 'score-on',
      trials: numThreads === undefined ? needed : fillRound(needed, trials, numThreads),
    };
  }
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

/**
 * The rest of trials that were broken off, as far as the next step depends on it: the best must be known at any time,
 * the front-runner when it is to be scored in full, and the good trials when the sampler looks at them.
 */
function neededNow(schedule: Schedule, trials: Trials): Continuation[] {
  if (trials.every(({ open }) => open === undefined)) return [];
  if (!areBounded(trials)) return toTheEnd(trials);
  const best = toKnowFirst(trials.filter(isForAll).map(alone));
  if (best.length > 0) return best;
  const waiting = fullScoringDue(schedule.sizes, trials) ? withoutFullScoring(trials) : [];
  if (waiting.length > 0) return toSettle(waiting.map(contestant), 1);
  return looksAtScores(schedule, trials) ? toSettle(trials.map(alone), goodCount(trials.length)) : [];
}

function alone(trial: FinishedTrial): Contestant {
  return contestant([trial], trial.number);
}

/** True for trials that are, or are to be, scored on every validation example. */
function isForAll({ full, open }: FinishedTrial): boolean {
  return full || open?.full === true;
}

function looksAtScores({ sizes, search }: Schedule, trials: Trials): boolean {
  const isLast = trials.filter(isSampled).length >= sizes.trials;
  return !isLast && search === 'tpe' && trials.length >= STARTUP_TRIALS;
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
  schedule: WaveShape & { readonly sizes: Pick<RunSizes, 'minibatchSize' | 'valCount'> },
): LeastSearch {
  const { minibatch, minibatchSize, valCount } = schedule.sizes;
  const perTrial = minibatch ? Math.min(minibatchSize, valCount) : valCount;
  return {
    baseline: valCount,
    wave: perTrial * waveSize(schedule, 0),
    fullScoring: minibatch ? valCount : 0,
  };
}

function fullScoringDue(sizes: ScheduleSizes, trials: Trials): boolean {
  const last = trials.at(-1);
  if (!sizes.minibatch || last === undefined || !isSampled(last)) return false;
  const sampled = trials.filter(isSampled).length;
  return sampled % sizes.fullEvalSteps === 0 || sampled >= sizes.trials;
}

function waveSize({ sizes, parallelTrials }: WaveShape, sampled: number): number {
  const toFullScoring = sizes.fullEvalSteps - (sampled % sizes.fullEvalSteps);
  return Math.min(toFullScoring, sizes.trials - sampled, parallelTrials ?? Infinity);
}
