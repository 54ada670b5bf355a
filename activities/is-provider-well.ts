import { cancellationSignal } from '@temporalio/activity';
import { currentCallScope, withCallScope } from '../lm/call-scope.ts';
import { isTransient } from './failures.ts';

/**
 * Asks again for what was answered before, past the stored answer. The only call that is ever paid for twice: when
 * nothing else is left to ask, nothing else tells an example that the provider always refuses from an outage.
 */
export async function isProviderWell(askAgain: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
  const { responses: _stored, ...scope } = currentCallScope();
  const signal = cancellationSignal();
  try {
    await withCallScope({ ...scope, signal }, () => askAgain(signal));
    return true;
  } catch (error) {
    if (isTransient(error)) return false;
    throw error;
  }
}
