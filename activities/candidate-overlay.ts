import type { ArtifactStore } from '../domain/artifact.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { Demo } from '../program/adapter.ts';
import type { PredictorOverlay } from '../program/call-context.ts';
import type { AnyModule } from '../program/module.ts';
import type { Predict } from '../program/predict.ts';

export type Overlay = ReadonlyMap<Predict, PredictorOverlay>;

/** Fetches a candidate's texts and says what to lay over which predictor of this program. */
export async function candidateOverlay(
  artifacts: ArtifactStore,
  program: AnyModule,
  candidate: Candidate,
): Promise<Overlay> {
  const byName = new Map(program.predictors());
  const entries = candidate.patches.map(async ({ predictor, instruction, demos }) => {
    const target = byName.get(predictor);
    if (target === undefined) throw new Error(`The program has no predictor ${predictor}.`);
    const overlay = {
      ...(instruction !== null && { instructions: (await artifacts.get(instruction)) as string }),
      ...(demos !== null && { demos: (await artifacts.get(demos)) as Demo[] }),
    };
    return [target, overlay] as const;
  });
  return new Map(await Promise.all(entries));
}
