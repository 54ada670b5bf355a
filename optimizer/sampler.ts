import type { FinishedTrial, SuggestedTrial } from '../domain/trial.ts';

/** How many choices each dimension has, in the order of `Choices`; and the name Optuna would give the dimension. */
export interface Dimension {
  /** `0_predictor_instruction`, `0_predictor_demos`, … The model orders dimensions by this name. */
  readonly name: string;
  readonly choiceCount: number;
}

export type SearchSpace = readonly Dimension[];

/** A suggestion: which choice in each dimension, and whether a model guided it. */
export interface Suggestion {
  readonly choices: readonly number[];
  readonly origin: 'startup' | 'model';
}

export interface SamplerInput {
  readonly space: SearchSpace;
  readonly seed: number;
  /** All finished trials, by number. */
  readonly finished: readonly FinishedTrial[];
  /** Suggested and not finished: they count as bad until known (constant liar). */
  readonly running: readonly Pick<SuggestedTrial, 'number' | 'choices' | 'origin'>[];
}

/**
 * Proposes the next choices, given every trial so far. Pure: the positions of its random streams follow from the
 * trials' origins, so the same arguments give the same choices, in any process.
 */
export type Sampler = (input: SamplerInput) => Suggestion;
