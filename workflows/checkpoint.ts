import { saveCheckpoint } from './activity-proxies.ts';
import { contextOf, patch, type Run } from './run.ts';

/** Writes the state to the run's folder, from where a new server can go on. Does nothing before there is one. */
export async function checkpoint(run: Run): Promise<void> {
  if (run.state.prepared === null) return;
  patch(run, { checkpoints: run.state.checkpoints + 1 });
  await saveCheckpoint({ run: contextOf(run), spec: run.spec, state: run.state });
}
