import { setTimeout as wait } from 'node:timers/promises';
import { raisedCaps } from '../domain/extension.ts';
import type { Progress, RunSpec } from '../domain/run.ts';
import { isConnectionTrouble, readProgress } from './follow-run.ts';
import type { RunHandle } from './start-run.ts';

const ASK_AGAIN_AFTER_MS = 300;

/**
 * Starting the same command again is how a person says that the cause of a block is removed, or that the run may cost
 * more. Waits until the run answers, since its last worker may have taken the question with it, or until someone leaves.
 */
export async function letGoOn(handle: RunHandle, { budget }: RunSpec, signal?: AbortSignal): Promise<void> {
  const stop = signal ?? new AbortController().signal;
  while (!stop.aborted) {
    const progress = await readProgress(handle, stop);
    if (progress !== null && (await isTold(handle, progress, budget))) return;
    await wait(ASK_AGAIN_AFTER_MS);
  }
}

/** Also true when someone stopped or cancelled the run meanwhile: nothing is left to say, and its result will come. */
async function isTold(handle: RunHandle, progress: Progress, budget: RunSpec['budget']): Promise<boolean> {
  try {
    const raised = Object.keys(budget).length === 0 ? {} : await raisedOf(handle, budget);
    if (Object.keys(raised).length > 0) await handle.executeUpdate('extend', { args: [{ budget: raised }] });
    if (progress.status === 'blocked') await handle.executeUpdate('resume');
    return true;
  } catch (error) {
    if (isConnectionTrouble(error)) return false;
    if (error instanceof Error && MOVED_ON.includes(error.name)) return true;
    throw error;
  }
}

async function raisedOf(handle: RunHandle, budget: RunSpec['budget']): Promise<RunSpec['budget']> {
  return raisedCaps((await handle.query<RunSpec>('spec')).budget, budget);
}

const MOVED_ON: readonly string[] = ['WorkflowUpdateFailedError', 'WorkflowNotFoundError'];
