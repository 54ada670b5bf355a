import type { Dimension, SearchSpace } from './sampler.ts';

/** How many choices one predictor leaves. `demos` is 0 in zero-shot runs, whose programs carry none. */
export interface ChoiceCounts {
  readonly instructions: number;
  readonly demos: number;
}

/**
 * The dimensions of a run, in the order of `Choices`: predictor 0's instruction, predictor 0's demo set, and so on.
 * Named as DSPy names them to Optuna, because the model orders them by name. Pure.
 */
export function searchSpace(predictors: readonly ChoiceCounts[]): SearchSpace {
  return predictors.flatMap(({ instructions, demos }, i): Dimension[] => [
    { name: `${i}_predictor_instruction`, choiceCount: instructions },
    ...(demos > 0 ? [{ name: `${i}_predictor_demos`, choiceCount: demos }] : []),
  ]);
}
