import type { ArtifactRef } from './artifact.ts';

/**
 * One choice per search dimension, in the order the sampler is asked: predictor 0's instruction, predictor 0's
 * demo set, predictor 1's instruction, … Without demo choices (zero-shot) only the instructions.
 */
export type Choices = readonly number[];

/** A short stable name for a combination of choices; `baseline` is the unchanged program. */
export type CandidateKey = string;

export const BASELINE_KEY: CandidateKey = 'baseline';

export function candidateKey(choices: Choices): CandidateKey {
  return choices.join(',');
}

/** What is laid over one predictor; null keeps the program's own. */
export interface PredictorPatch {
  readonly predictor: string;
  readonly instruction: ArtifactRef | null;
  readonly demos: ArtifactRef | null;
}

/** A candidate as it travels: a key and, per predictor, names of stored texts. */
export interface Candidate {
  readonly key: CandidateKey;
  readonly patches: readonly PredictorPatch[];
}
