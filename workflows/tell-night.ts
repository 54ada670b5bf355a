import { getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import type { BlockedReason } from '../domain/run.ts';
import { runBlockedSignal } from './messages.ts';
import type { Run } from './run.ts';

/** A run that is blocked tells the night that waits for it. Any other run, and those begun before there were nights, tell nobody. */
export function tellNight(run: Run, reason: BlockedReason): void {
  const { parent } = workflowInfo();
  if (run.spec.variant === undefined || parent === undefined) return;
  getExternalWorkflowHandle(parent.workflowId)
    .signal(runBlockedSignal, reason)
    // The night may have ended; the run is blocked all the same, and says so itself.
    .catch(() => {});
}
