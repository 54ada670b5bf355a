import { BASELINE_KEY } from '../domain/candidate.ts';
import type { Score } from '../domain/score.ts';
import type { FinishedTrial } from '../domain/trial.ts';
import { bestFullTrial } from '../optimizer/standings.ts';

/** The unchanged program's full score, or null before it is known. */
export function baselineScore(trials: readonly FinishedTrial[]): Score | null {
  return trials.find((trial) => trial.key === BASELINE_KEY)?.score ?? null;
}

export function bestScore(trials: readonly FinishedTrial[]): Score | null {
  return bestFullTrial(trials)?.score ?? null;
}
