import type { CandidateKey, Choices } from './candidate.ts';
import type { Score } from './score.ts';

/** How a trial's choices came about. */
export type TrialOrigin = 'default' | 'startup' | 'model' | 'full-scoring';

/**
 * One entry of the search's memory, in the order the sampler counts: `number` is Optuna's 0-based trial number
 * (0 is the unchanged program; a full scoring takes the number after the trial that caused it).
 */
export interface FinishedTrial {
  readonly number: number;
  readonly choices: Choices;
  readonly key: CandidateKey;
  readonly origin: TrialOrigin;
  /** Mean over `cells` examples. */
  readonly score: Score;
  /** How many examples the mean is over. */
  readonly cells: number;
  /** True when every validation example was scored. */
  readonly full: boolean;
  /** What is left of a trial whose scoring was broken off, since the rest cannot matter so far. */
  readonly open?: OpenTrial;
  /** Some of its scores were not from 0 to 1, as those of a metric usually are. */
  readonly beyond?: true;
}

/** A trial that was broken off. */
export interface OpenTrial {
  /** The sum of the scores known so far. */
  readonly points: number;
  /** How many examples there are to be in the end. */
  readonly planned: number;
  /** True when that is every validation example. */
  readonly full: boolean;
}

/** A trial that was suggested and is not scored yet. */
export interface SuggestedTrial {
  readonly number: number;
  readonly choices: Choices;
  readonly key: CandidateKey;
  readonly origin: TrialOrigin;
  /** Positions in the validation set, in the order drawn; null means all of it. */
  readonly minibatch: readonly number[] | null;
}
