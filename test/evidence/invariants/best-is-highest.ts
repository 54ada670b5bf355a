import type { FinishedTrial } from '../../../domain/trial.ts';
import type { Evidence } from '../evidence.ts';
import { unless, type Finding } from '../violation.ts';

/** Scores are equal when they are equal in hundredths of a percent. */
const inHundredths = (score: number) => Math.round(score * 10_000);

/** I2: computed anew from the trials. Of equals the earliest wins. */
export function bestIsHighest({ files: { result } }: Evidence): readonly Finding[] {
  if (result === null) return [];
  const full = result.trials.filter((trial) => trial.full);
  const first = firstHighest(full);
  const expected = first?.score ?? null;
  return [
    ...unless(result.best === expected, 'the best score is not the highest full score', {
      best: result.best ?? -1,
      highest: expected ?? -1,
    }),
    ...unless(
      result.bestKey === (first?.key ?? 'baseline'),
      'the winner is not the first with the highest score',
      {
        firstTrial: first?.number ?? -1,
        fullScores: full.length,
      },
    ),
  ];
}

function firstHighest(full: readonly FinishedTrial[]): FinishedTrial | undefined {
  const highest = Math.max(...full.map(({ score }) => inHundredths(score)));
  return full.find(({ score }) => inHundredths(score) === highest);
}
