import type { SearchSpace } from '../../optimizer/sampler.ts';
import type { FinishedTrial, TrialOrigin } from '../../domain/trial.ts';

/** A space as the runs have it: an instruction and a demo set per predictor, given by their choice counts. */
export function predictorSpace(choiceCounts: readonly number[]): SearchSpace {
  return choiceCounts.map((choiceCount, i) => ({
    name: `${Math.floor(i / 2)}_predictor_${i % 2 === 0 ? 'instruction' : 'demos'}`,
    choiceCount,
  }));
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
