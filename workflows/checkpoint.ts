import { saveCheckpoint } from './activity-proxies.ts';
import { contextOf, patch, type Run } from './run.ts';

/** Writes the state to the run's folder, from where a new server can go on. Does nothing before there is one. */
export async function checkpoint(run: Run): Promise<void> {
  checkpointBeside(run);
  await run.saving;
}

/**
 * Starts to write the state and lets the run go on meanwhile. One at a time; a later one holds all that an earlier one
 * does, so only the last must succeed, and the one that `checkpoint` waits for is the last.
 */
export function checkpointBeside(run: Run): void {
  if (run.state.prepared === null) return;
  patch(run, { checkpoints: run.state.checkpoints + 1 });
  const input = { run: contextOf(run), spec: run.spec, state: run.state };
  run.saving = Promise.allSettled([run.saving]).then(() => saveCheckpoint(input));
  // Thrown where it is waited for; here it only must not count as unhandled.
  run.saving.catch(() => {});
}
