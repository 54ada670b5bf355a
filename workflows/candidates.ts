import type { ArtifactRef } from '../domain/artifact.ts';
import type { Candidate, Choices, PredictorPatch } from '../domain/candidate.ts';
import { candidateKey } from '../domain/candidate.ts';
import type { PreparedRun, RunState } from '../domain/run.ts';
import type { ChoiceCounts } from '../optimizer/search-space.ts';

export function choiceCounts(state: RunState): ChoiceCounts[] {
  const { instructions, demos } = tables(state);
  return instructions.map((texts, predictor) => ({
    instructions: texts.length,
    demos: demos[predictor]?.length ?? 0,
  }));
}

/**
 * The unchanged program in terms of choices. Differs: DSPy always records demo set 0 ("no demos"); a program that came
 * with demos of its own is recorded under the set that holds them, the last.
 */
export function defaultChoices({ predictors, sizes, ownDemos }: PreparedRun): Choices {
  if (sizes.zeroShot) return predictors.map(() => 0);
  return predictors.flatMap(() => [0, ownDemos ? sizes.demoSets : 0]);
}

/** The stored texts behind some choices. */
export function candidateOf(state: RunState, choices: Choices): Candidate {
  const { instructions, demos } = tables(state);
  const predictors = state.prepared?.predictors ?? [];
  const stride = demos.length > 0 ? 2 : 1;
  const patches = predictors.map((predictor, index): PredictorPatch => {
    const instruction = pick(instructions[index], choices[index * stride]);
    return {
      predictor,
      instruction,
      demos: stride === 2 ? pick(demos[index], choices[index * stride + 1]) : null,
    };
  });
  return { key: candidateKey(choices), patches };
}

function tables(state: RunState) {
  if (state.instructions === null || state.demos === null) {
    throw new Error('Candidates were asked for before instructions and demo sets exist.');
  }
  return { instructions: state.instructions, demos: state.demos };
}

function pick(options: readonly ArtifactRef[] | undefined, choice: number | undefined): ArtifactRef {
  const picked = choice === undefined ? undefined : options?.[choice];
  if (picked === undefined) throw new Error(`Choice ${choice} is not one of ${options?.length ?? 0}.`);
  return picked;
}
