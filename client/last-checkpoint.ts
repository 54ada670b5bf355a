import { progressOf } from '../domain/progress.ts';
import type { Progress } from '../domain/run.ts';
import type { RunFolders, RunKey } from '../stores/run-folders.ts';

/** Where a run stood when it last wrote its state; null before its first checkpoint. */
export async function lastCheckpoint(runs: RunFolders, key: RunKey): Promise<Progress | null> {
  const saved = await runs.checkpoint(key);
  return saved === null ? null : progressOf(saved.state, []);
}
