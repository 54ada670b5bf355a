import { activityInfo, heartbeat } from '@temporalio/activity';
import { toFailure } from './failures.ts';

const HEARTBEAT_EVERY_MS = 1_000;

/**
 * Work on files, without model calls. Tells the server every second that it is under way: otherwise the death of this
 * process would be noticed only when the work's whole time is up. Errors become failures of `failures.ts`.
 */
export async function fileWork<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat(), HEARTBEAT_EVERY_MS);
  try {
    return await work();
  } catch (error) {
    throw toFailure(error, activityInfo().attempt);
  } finally {
    clearInterval(timer);
  }
}
