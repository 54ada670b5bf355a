import { isBudgetExhausted } from '../domain/errors.ts';
import type { ResponseStore, StoredResponse } from '../domain/response-store.ts';
import { CallNotSent, isCallNotSent } from './errors.ts';

export interface FlightOptions {
  readonly store: ResponseStore;
  readonly key: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Landed {
  readonly response: StoredResponse;
  /** True when another call in this process asked for it. */
  readonly shared: boolean;
}

const flights = new WeakMap<ResponseStore, Map<string, Promise<StoredResponse>>>();

/**
 * Lets equal requests to one store wait for a single sending. A call whose leader was stopped or ran out of its own
 * budget takes the lead itself: those are the leader's reasons, not the model's.
 */
export async function shareFlight(
  send: () => Promise<StoredResponse>,
  options: FlightOptions,
): Promise<Landed> {
  const underWay = flightsOf(options.store);
  for (;;) {
    const leader = underWay.get(options.key);
    if (leader === undefined) return { response: await lead(send, options, underWay), shared: false };
    try {
      return { response: await unlessAborted(leader, options.signal), shared: true };
    } catch (error) {
      const leadersOwn = isCallNotSent(error) || isBudgetExhausted(error);
      if (!leadersOwn || options.signal?.aborted === true) throw error;
    }
  }
}

async function lead(
  send: () => Promise<StoredResponse>,
  { key }: FlightOptions,
  underWay: Map<string, Promise<StoredResponse>>,
): Promise<StoredResponse> {
  const flight = send();
  underWay.set(key, flight);
  try {
    return await flight;
  } finally {
    underWay.delete(key);
  }
}

function flightsOf(store: ResponseStore): Map<string, Promise<StoredResponse>> {
  const known = flights.get(store);
  if (known !== undefined) return known;
  const fresh = new Map<string, Promise<StoredResponse>>();
  flights.set(store, fresh);
  return fresh;
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  if (signal.aborted) return Promise.reject(new CallNotSent());
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(new CallNotSent());
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
