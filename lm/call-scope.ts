import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallLedger } from '../domain/call-ledger.ts';
import type { PaceBoard } from '../domain/pace-board.ts';
import type { ResponseStore } from '../domain/response-store.ts';
import type { LmRequest, LmResponse } from './language-model.ts';
import type { LmOptions } from './lm-options.ts';

/** A call of an `LM`, complete enough to be made by another `LM` elsewhere. */
export interface OutgoingCall {
  readonly id: string;
  /** Those of the model but its parameters, which are in the request. */
  readonly options: LmOptions;
  readonly request: LmRequest;
}

/** What surrounds every model call made inside one piece of work, however deep in user code the call is made. */
export interface CallScope {
  readonly responses?: ResponseStore;
  readonly ledger?: CallLedger;
  /** What is known together with other processes of how fast models may be asked. */
  readonly paces?: PaceBoard;
  /** Once aborted no new request is sent; requests under way are finished and kept. */
  readonly signal?: AbortSignal;
  /** Most requests in flight per model in this process; the limiter starts there and backs off on 429. */
  readonly maxConcurrency?: number;
  /**
   * Longest wait in place for a server that takes no more requests. A longer one is thrown as `throttled` with
   * `retryAfterMs`, so that the work can be handed back. @defaultValue 30,000
   */
  readonly maxWaitMs?: number;
  /** Latest moment for any attempt, milliseconds since 1970. */
  readonly deadlineMs?: number;
  /** Surrounds every call: it may watch it, refuse it, or have it answered elsewhere instead of sending it. */
  readonly around?: (call: OutgoingCall, send: () => Promise<LmResponse>) => Promise<LmResponse>;
}

const scopes = new AsyncLocalStorage<CallScope>();

/** Runs `work` so that model calls made in it use this scope. */
export function withCallScope<T>(scope: CallScope, work: () => Promise<T>): Promise<T> {
  return scopes.run(scope, work);
}

export function currentCallScope(): CallScope {
  return scopes.getStore() ?? {};
}
