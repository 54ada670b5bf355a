import type { SaveCheckpointInput } from './contract.ts';
import type { Dependencies } from './dependencies.ts';

/** Beside the state goes what the stores know of the run: they may be gone when someone wants to go on from the file. */
export async function saveCheckpoint(
  deps: Dependencies,
  { run, spec, state }: SaveCheckpointInput,
): Promise<void> {
  await deps.runs.saveCheckpoint(
    { task: run.task, specHash: run.specHash },
    {
      spec,
      state,
      memory: deps.records.memoryOf(run.runId),
    },
  );
}
