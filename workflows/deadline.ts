import { isCancellation, sleep } from '@temporalio/workflow';
import { control, elapsedMs, interrupt, patch, type Run } from './run.ts';

/** Orders the run to stop when `maxDurationMs` since its start is over. Runs beside the story. */
export function watchDeadline(run: Run): void {
  if (run.spec.budget.maxDurationMs === undefined) return;
  void waitAndStop(run);
}

async function waitAndStop(run: Run): Promise<void> {
  try {
    for (let remainingMs = remaining(run); remainingMs > 0; remainingMs = remaining(run))
      await sleep(remainingMs);
  } catch (error) {
    if (isCancellation(error)) return;
    throw error;
  }
  if (run.state.stage === 'select' || run.state.stage === 'finished') return;
  patch(run, { stoppedBecause: run.state.stoppedBecause ?? 'deadline' });
  control(run, { stop: 'now' });
  interrupt(run);
}

/** Looked up again after each sleep: the cap may have been raised meanwhile. */
function remaining(run: Run): number {
  const capMs = run.spec.budget.maxDurationMs ?? 0;
  return capMs - elapsedMs(run);
}
