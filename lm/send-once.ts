import { isBudgetExhausted, isStoreFailed } from '../domain/errors.ts';
import type { StoredResponse } from '../domain/response-store.ts';
import { pause } from './clock.ts';
import { lessonOf } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import { lmError, toLmError } from './error-table.ts';
import { CallNotSent } from './errors.ts';
import type { LmError } from './errors.ts';
import { GateClosed } from './limiter.ts';
import type { Slot, SlotOutcome } from './limiter.ts';
import { askedOf, ceilingOf, maxWaitMsOf, plannedCall, timeLeftMs } from './model-call.ts';
import type { ModelCall } from './model-call.ts';
import { readAnswer } from './read-answer.ts';
import { toStored } from './stored-answer.ts';
import type { RateFacts } from './rate-headers.ts';
import { TransportError } from './transport.ts';
import type { HttpFailure, Transport, WireAnswer } from './transport.ts';
import { toWireRequest } from './wire-request.ts';

/** How one request ended. */
export type Attempt =
  | { readonly kind: 'answered'; readonly response: StoredResponse }
  /** `again`: the request was put in words the model does not take, and can be put in others at once. */
  | { readonly kind: 'failed'; readonly error: LmError; readonly final: boolean; readonly again: boolean };

/** Keeps a paid answer before anyone uses it. */
export interface KeepAnswer {
  write(response: StoredResponse): void;
  /** Once writing has failed. @returns whether it is kept all the same */
  hold(response: StoredResponse): boolean;
}

/** For calls whose answers nobody wants to keep. */
export const KEEP_NOTHING: KeepAnswer = { write: () => {}, hold: () => true };

const ROOM_POLL_MS = 200;

/**
 * Sends one request: waits for its turn, writes it into the ledger, sends it, keeps the answer, settles the ledger.
 * @throws CallNotSent, BudgetExhausted; an LmError `throttled` when its turn is too far away
 */
export async function sendOnce(call: ModelCall, keep: KeepAnswer): Promise<Attempt> {
  const transport = await call.target.endpoint.transport();
  const { slot, entry } = await takeTurn(call);
  let exchange: Exchange | null = null;
  const sentAtMs = call.target.clock.nowMs();
  try {
    exchange = await exchangeOnce(call, transport);
  } finally {
    slot.release(outcomeOf(exchange, call.target.clock.nowMs() - sentAtMs));
    const failedAs = failureIn(exchange);
    if (failedAs !== null) call.scope.ledger?.fail(entry, failedAs);
  }
  if (exchange.attempt.kind === 'answered')
    keepAndSettle(call, { entry, response: exchange.attempt.response, keep });
  return exchange.attempt;
}

/** A slot and a ledger entry. The entry is written last, so that it always stands for a request that was sent. */
async function takeTurn(call: ModelCall): Promise<{ slot: Slot; entry: number }> {
  for (;;) {
    const slot = await waitForSlot(call);
    try {
      if (call.scope.signal?.aborted === true || timeLeftMs(call) <= 0) throw new CallNotSent();
      return { slot, entry: call.scope.ledger?.reserve(plannedCall(call)) ?? 0 };
    } catch (error) {
      slot.release({ kind: 'unused' });
      if (!isBudgetExhausted(error) || !error.mayFree) throw error;
    }
    // Other requests hold room for their worst case; most need far less and give the rest back.
    await pause(call.target.clock, ROOM_POLL_MS, call.scope.signal);
  }
}

async function waitForSlot(call: ModelCall): Promise<Slot> {
  const { signal } = call.scope;
  try {
    return await call.target.limiter.acquire({
      ceiling: ceilingOf(call),
      maxWaitMs: maxWaitMsOf(call),
      board: call.scope.paces,
      signal,
    });
  } catch (error) {
    if (!(error instanceof GateClosed)) throw error;
    throw lmError('throttled', askedOf(call), { retryAfterMs: error.waitMs });
  }
}

interface Exchange {
  readonly attempt: Attempt;
  readonly rate?: RateFacts | undefined;
}

async function exchangeOnce(call: ModelCall, transport: Transport): Promise<Exchange> {
  const { target, request } = call;
  const { dialect, isOpenAi } = target.endpoint;
  const wire = toWireRequest(request, { api: target.api, model: target.model, dialect, sendStore: isOpenAi });
  const timeoutMs = Math.max(1, Math.min(target.timeoutMs, timeLeftMs(call)));
  try {
    const answer = await transport.send(wire, { timeoutMs });
    return { attempt: readAttempt(call, answer, dialect), rate: answer.rate };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const { failure } = error;
    if (failure.kind === 'http') return { attempt: refusedAttempt(call, failure, dialect) };
    return {
      attempt: { kind: 'failed', error: toLmError(failure, askedOf(call)), final: false, again: false },
    };
  }
}

/** Equal refusals of requests that were sent together teach the same, and each of those requests is worth another try. */
function refusedAttempt(call: ModelCall, failure: HttpFailure, used: Dialect): Attempt {
  const { endpoint } = call.target;
  const lesson = lessonOf(used, failure);
  if (lesson !== undefined) endpoint.dialect = { ...endpoint.dialect, ...lesson };
  const error = toLmError(failure, askedOf(call));
  return { kind: 'failed', error, final: failure.final === true, again: lesson !== undefined };
}

function readAttempt(call: ModelCall, wireAnswer: WireAnswer, used: Dialect): Attempt {
  const reading = readAnswer(call.target.api, wireAnswer);
  if (reading.kind === 'answer') return { kind: 'answered', response: toStored(call, reading.answer) };
  if (reading.kind === 'refused') return refusedAttempt(call, reading.failure, used);
  const { requestId } = wireAnswer;
  const error = lmError('malformed', askedOf(call), { status: 200, requestId, detail: reading.why });
  return { kind: 'failed', error, final: false, again: false };
}

/** Null for an answer. Without an exchange this program itself failed. */
function failureIn(exchange: Exchange | null): string | null {
  if (exchange === null) return 'internal';
  return exchange.attempt.kind === 'failed' ? exchange.attempt.error.errorClass : null;
}

function outcomeOf(exchange: Exchange | null, latencyMs: number): SlotOutcome {
  if (exchange === null) return { kind: 'failed' };
  const { attempt, rate } = exchange;
  if (attempt.kind === 'answered')
    return { kind: 'answered', latencyMs, ...(rate === undefined ? {} : { rate }) };
  if (attempt.error.errorClass === 'throttled')
    return { kind: 'throttled', waitMs: attempt.error.retryAfterMs ?? 0 };
  return attempt.error.errorClass === 'timeout' ? { kind: 'timed-out' } : { kind: 'failed' };
}

interface Kept {
  readonly entry: number;
  readonly response: StoredResponse;
  readonly keep: KeepAnswer;
}

/**
 * Stored first: a process killed in between has the answer, and pays for it only once. Where the store cannot be written
 * the answer is used all the same, since it is paid for; the ledger then has the call as one killed in flight.
 */
function keepAndSettle(call: ModelCall, { entry, response, keep }: Kept): void {
  const { promptTokens, completionTokens, costUsd } = response;
  const { ledger } = call.scope;
  const write = (): void => {
    try {
      keep.write(response);
    } finally {
      ledger?.settle(entry, { promptTokens, completionTokens, costUsd });
    }
  };
  try {
    if (ledger?.asOne === undefined) write();
    else ledger.asOne(write);
  } catch (error) {
    if (!isStoreFailed(error) || !keep.hold(response)) throw error;
  }
}
