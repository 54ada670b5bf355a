import type { RunResult } from '../../domain/run.ts';
import type { RunSettings } from '../../domain/settings.ts';
import type { FinishedTrial } from '../../domain/trial.ts';
import type { Checkpoint } from '../../stores/run-folders.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { playSearch } from '../optimizer/play-search.ts';

/** The scores that the histories hold, by combination and example. */
function tableOf({ histories }: Evidence): ReadonlyMap<string, number> {
  const cells = histories.flatMap((history) => history.cells);
  return new Map(cells.map(({ candidateKey, example, score }) => [`${candidateKey} ${example}`, score]));
}

/** Where a search in one piece would have gone another way than the run did in its many; null when it agrees. */
export function differenceToOnePiece(
  evidence: Evidence,
  facts: { readonly settings: RunSettings; readonly exampleIds: readonly string[] },
): string | null {
  const { result, checkpoint } = evidence.files;
  if (result === null || checkpoint === null) return 'the run has no result or no checkpoint';
  const table = tableOf(evidence);
  const { trials } = playSearch({
    settings: facts.settings,
    numThreads: checkpoint.spec.numThreads,
    sizes: result.sizes,
    choiceCounts: choiceCounts(checkpoint),
    defaultChoices: result.trials[0]?.choices ?? [],
    scoreOf: (choices, position) => {
      const key = choices.join(',');
      const example = facts.exampleIds[position] ?? '';
      const score = table.get(`${key} ${example}`) ?? table.get(`baseline ${example}`);
      if (score === undefined) throw new Error(`The run never scored ${key} on example ${position}.`);
      return score;
    },
  });
  return firstDifference(result, trials);
}

function choiceCounts({ state }: Checkpoint) {
  return (state.instructions ?? []).map((texts, predictor) => ({
    instructions: texts.length,
    demos: state.demos?.[predictor]?.length ?? 0,
  }));
}

function firstDifference(result: RunResult, played: readonly FinishedTrial[]): string | null {
  if (result.trials.length !== played.length)
    return `the run has ${result.trials.length} trials, one piece has ${played.length}`;
  for (const [number, trial] of result.trials.entries()) {
    const { key, score, cells } = played[number] as FinishedTrial;
    if (trial.key !== key || trial.score !== score || trial.cells !== cells)
      return `trial ${number} was ${trial.key} with ${trial.score} on ${trial.cells}; in one piece it is ${key} with ${score} on ${cells}`;
  }
  return null;
}
