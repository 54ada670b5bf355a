import type { CandidateKey, Choices } from '../domain/candidate.ts';
import { percentOf } from '../domain/percent.ts';
import type { FinishedTrial } from '../domain/trial.ts';

/** How a combination of choices did in the trials that were sampled; full scorings do not count here. */
export interface Standing {
  readonly key: CandidateKey;
  readonly choices: Choices;
  /** Mean of its trials' scores in percent; each trial counts the same. */
  readonly meanPercent: number;
  readonly trials: number;
}

/** One standing per combination, in the order first tried. Pure. */
export function standings(trials: readonly FinishedTrial[]): Standing[] {
  return byCombination(trials).map(standingOf);
}

/** The sampled trials of each combination, in the order first tried. Pure. */
function byCombination(trials: readonly FinishedTrial[]): FinishedTrial[][] {
  const byKey = new Map<CandidateKey, FinishedTrial[]>();
  for (const trial of trials.filter(isSampled))
    byKey.set(trial.key, [...(byKey.get(trial.key) ?? []), trial]);
  return [...byKey.values()];
}

function standingOf(own: readonly FinishedTrial[]): Standing {
  return {
    key: own[0]?.key ?? '',
    choices: own[0]?.choices ?? [],
    meanPercent: own.reduce((sum, trial) => sum + percentOf(trial.score), 0) / own.length,
    trials: own.length,
  };
}

/** The sampled trials of each combination that had no full scoring yet, in the order first tried. Pure. */
export function withoutFullScoring(trials: readonly FinishedTrial[]): FinishedTrial[][] {
  const scored = new Set(trials.filter((trial) => trial.origin === 'full-scoring').map((trial) => trial.key));
  return byCombination(trials).filter(([first]) => first !== undefined && !scored.has(first.key));
}

/**
 * Who deserves the next full scoring: the best mean among combinations that had none; of equals the first tried.
 * Null when every combination tried had one. The unchanged program's own scoring does not count. Pure.
 *
 * Differs: DSPy ends the run with an error where this is null.
 *
 * @see DSPy 3.3.1, `dspy/teleprompt/utils.py:116-140`
 */
export function frontRunner(trials: readonly FinishedTrial[]): Standing | null {
  let best: Standing | null = null;
  for (const standing of withoutFullScoring(trials).map(standingOf)) {
    if (best === null || standing.meanPercent > best.meanPercent) best = standing;
  }
  return best;
}

/**
 * The best trial among those scored on every validation example; of equals the earliest, so that the unchanged
 * program keeps its place until something is truly better. Null when there is none. Pure.
 */
export function bestFullTrial(trials: readonly FinishedTrial[]): FinishedTrial | null {
  let best: FinishedTrial | null = null;
  for (const trial of trials) {
    if (!trial.full) continue;
    if (best === null || percentOf(trial.score) > percentOf(best.score)) best = trial;
  }
  return best;
}

/** True for trials the sampler suggested. Pure. */
export function isSampled(trial: Pick<FinishedTrial, 'origin'>): boolean {
  return trial.origin === 'startup' || trial.origin === 'model';
}
