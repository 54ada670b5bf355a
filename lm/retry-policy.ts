import type { LmError, LmErrorClass } from './errors.ts';

/** Tries per class in place. Classes not named are not tried again: nothing would change. */
const TRIES: { readonly [errorClass in LmErrorClass]?: number } = {
  'server-error': 4,
  timeout: 2,
  connection: 5,
  malformed: 3,
};

const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;

export interface RetryOptions {
  /** Longest wait in place for a busy server. */
  readonly maxWaitMs: number;
  /** 0 to 1. */
  readonly random: () => number;
}

/** Decides after each failed try of one call whether and when to try again. */
export class RetryPolicy {
  readonly #options: RetryOptions;
  readonly #failures = new Map<LmErrorClass, number>();
  #throttledMs = 0;

  constructor(options: RetryOptions) {
    this.#options = options;
  }

  /**
   * Milliseconds to wait before the next try, or null to give up. For a busy server that named a time the answer is 0:
   * the limiter holds every call back until then.
   */
  nextWaitMs(error: LmError): number | null {
    const count = (this.#failures.get(error.errorClass) ?? 0) + 1;
    this.#failures.set(error.errorClass, count);
    if (error.errorClass === 'throttled') return this.#waitForRoom(error, count);
    const tries = TRIES[error.errorClass] ?? 1;
    return count >= tries ? null : this.#backoffMs(count);
  }

  #waitForRoom(error: LmError, count: number): number | null {
    const waitMs = error.retryAfterMs ?? this.#backoffMs(count);
    this.#throttledMs += waitMs;
    if (this.#throttledMs > this.#options.maxWaitMs) return null;
    return error.retryAfterMs === undefined ? waitMs : 0;
  }

  /** Full jitter: anything between none and the doubled step, so that calls that failed together do not return together. */
  #backoffMs(count: number): number {
    return this.#options.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (count - 1));
  }
}
