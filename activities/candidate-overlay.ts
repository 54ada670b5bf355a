import type { ArtifactStore } from '../domain/artifact.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { Demo } from '../program/adapter.ts';
import type { AnyModule } from '../program/module.ts';
import type { NamedOverlay } from './user-code/user-code.ts';

/** Fetches a candidate's texts and says what to lay over which predictor of this program. */
export async function candidateOverlay(
  artifacts: ArtifactStore,
  program: AnyModule,
  candidate: Candidate,
): Promise<NamedOverlay> {
  const names = new Set(program.predictors().map(([name]) => name));
  const entries = candidate.patches.map(async ({ predictor, instruction, demos }) => {
    if (!names.has(predictor)) throw new Error(`The program has no predictor ${predictor}.`);
    const overlay = {
      ...(instruction !== null && { instructions: (await artifacts.get(instruction)) as string }),
      ...(demos !== null && { demos: (await artifacts.get(demos)) as Demo[] }),
    };
    return [predictor, overlay] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
