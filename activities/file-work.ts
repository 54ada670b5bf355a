import { activityInfo } from '@temporalio/activity';
import { toFailure } from './failures.ts';
import { withPulse } from './pulse.ts';

/** Work on files, without model calls. Errors become failures of `failures.ts`. */
export async function fileWork<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await withPulse(work);
  } catch (error) {
    throw toFailure(error, activityInfo().attempt);
  }
}
