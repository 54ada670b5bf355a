import type { SearchSpace } from '../../optimizer/sampler.ts';
import { searchSpace } from '../../optimizer/search-space.ts';
import type { FinishedTrial, TrialOrigin } from '../../domain/trial.ts';

/** A space of instructions and demo sets in turn, given by their choice counts. */
export function predictorSpace(choiceCounts: readonly number[]): SearchSpace {
  const predictors = choiceCounts.flatMap((instructions, i) =>
    i % 2 === 0 ? [{ instructions, demos: choiceCounts[i + 1] ?? 0 }] : [],
  );
  return searchSpace(predictors);
}

/** A trial with only what the search looks at. `percent` is 0 to 100. */
export function finishedTrial(
  number: number,
  choices: readonly number[],
  facts: { readonly percent: number; readonly origin?: TrialOrigin; readonly full?: boolean },
): FinishedTrial {
  const origin = facts.origin ?? 'startup';
  return {
    number,
    choices,
    key: origin === 'default' ? 'baseline' : choices.join(','),
    origin,
    score: facts.percent / 100,
    cells: 35,
    full: facts.full ?? (origin === 'default' || origin === 'full-scoring'),
  };
}
