import { activityInfo } from '@temporalio/activity';
import type { ModelWork } from './model-work.ts';

/** Attempts of an activity in which one example may fail while the provider answers others; then the example is to blame. */
export const ATTEMPTS_PER_EXAMPLE = 3;

/** How often each example failed under a provider that answers, over all attempts of this activity: the heartbeat keeps it. */
export interface FailedAttempts {
  /** Counts one more. Gives how often it failed by now. */
  count(exampleId: string): number;
}

export function createFailedAttempts(work: Pick<ModelWork, 'report'>): FailedAttempts {
  const details = activityInfo().heartbeatDetails as
    { failedAttempts?: { readonly [exampleId: string]: number } } | undefined;
  const counts: Record<string, number> = { ...details?.failedAttempts };
  return {
    count: (exampleId) => {
      const count = (counts[exampleId] ?? 0) + 1;
      counts[exampleId] = count;
      work.report({ failedAttempts: { ...counts } });
      return count;
    },
  };
}
