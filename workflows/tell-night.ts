import { getExternalWorkflowHandle, patched, workflowInfo } from '@temporalio/workflow';
import type { BlockedReason } from '../domain/run.ts';
import { runBlockedSignal } from './messages.ts';
import type { Run } from './run.ts';

/**
 * A run that is blocked tells the night that waits for it, and so it does when it goes on (null). Any other run, and those
 * begun before there were nights, tell nobody.
 */
export function tellNight(run: Run, reason: BlockedReason | null): void {
  const { parent } = workflowInfo();
  if (run.spec.variant === undefined || parent === undefined) return;
  if (reason === null && !patched('run-tells-night-that-it-goes-on')) return;
  getExternalWorkflowHandle(parent.workflowId)
    .signal(runBlockedSignal, reason)
    // The night may have ended; the run is blocked all the same, and says so itself.
    .catch(() => {});
}
