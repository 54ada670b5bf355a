import type { StoredResponse } from '../domain/response-store.ts';
import { pause } from './clock.ts';
import { maxWaitMsOf, timeLeftMs } from './model-call.ts';
import type { ModelCall } from './model-call.ts';
import { RetryPolicy } from './retry-policy.ts';
import { sendOnce } from './send-once.ts';
import type { KeepAnswer } from './send-once.ts';

/** Enough to learn all there is to a dialect; a server that refuses every form of a parameter ends it. */
const MOST_REWORDINGS = 6;

/**
 * Sends a request until it is answered or the error table says to give up.
 * @throws LmError of the last try; CallNotSent when the scope was aborted between tries; BudgetExhausted
 */
export async function sendUntilAnswered(call: ModelCall, keep: KeepAnswer): Promise<StoredResponse> {
  const { clock } = call.target;
  const policy = new RetryPolicy({ maxWaitMs: maxWaitMsOf(call), random: () => clock.random() });
  for (let rewordings = 0; ;) {
    const attempt = await sendOnce(call, keep);
    if (attempt.kind === 'answered') return attempt.response;
    if (attempt.again && rewordings < MOST_REWORDINGS) {
      rewordings += 1;
      continue;
    }
    const waitMs = attempt.final ? null : policy.nextWaitMs(attempt.error);
    if (waitMs === null || waitMs >= timeLeftMs(call)) throw attempt.error;
    if (waitMs > 0) await pause(clock, waitMs, call.scope.signal);
  }
}
