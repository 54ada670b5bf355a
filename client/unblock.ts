import { setTimeout as wait } from 'node:timers/promises';
import { isConnectionTrouble, readProgress } from './follow-run.ts';
import type { RunHandle } from './start-run.ts';

const ASK_AGAIN_AFTER_MS = 300;

/**
 * Starting the same command again is how a person says that the cause of a block is removed. Waits until the run
 * answers, since its last worker may have taken the question with it, or until someone leaves.
 */
export async function unblock(handle: RunHandle, signal?: AbortSignal): Promise<void> {
  const stop = signal ?? new AbortController().signal;
  while (!stop.aborted) {
    const progress = await readProgress(handle, stop);
    if (progress !== null && (progress.status !== 'blocked' || (await isResumed(handle)))) return;
    await wait(ASK_AGAIN_AFTER_MS);
  }
}

/** Also true when someone stopped or cancelled the run meanwhile: nothing is left to resume, and its result will come. */
async function isResumed(handle: RunHandle): Promise<boolean> {
  try {
    await handle.executeUpdate('resume');
    return true;
  } catch (error) {
    if (isConnectionTrouble(error)) return false;
    if (error instanceof Error && MOVED_ON.includes(error.name)) return true;
    throw error;
  }
}

const MOVED_ON: readonly string[] = ['WorkflowUpdateFailedError', 'WorkflowNotFoundError'];
