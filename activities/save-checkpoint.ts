import type { SaveCheckpointInput } from './contract.ts';
import type { Dependencies } from './dependencies.ts';

export async function saveCheckpoint(
  deps: Dependencies,
  { run, spec, state }: SaveCheckpointInput,
): Promise<void> {
  await deps.runs.saveCheckpoint({ task: run.task, specHash: run.specHash }, { spec, state });
}
