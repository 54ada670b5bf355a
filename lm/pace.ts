/** A little below what was measured: the measured rate itself would be refused about every second time. */
const MARGIN = 0.95;
/**
 * At this age a learned rate has doubled; at twice this age it is nine times as high, and then forgotten. A rate that
 * was measured over a short stretch is less certain and grows sooner: after five times its stretch.
 */
const DOUBLING_MS = { least: 60_000, most: 5 * 60_000, perStretch: 5 };
const FORGET_FACTOR = 9;
const LEAST_WINDOW_MS = 1000;
/** An outage must not teach that one request an hour is allowed: beyond this, only the server's own waits count. */
const SLOWEST_PER_MS = 1 / 10_000;

/**
 * The rate that a server refusing with 429 seems to allow: answers in the stretch that ended with the refusal, over the
 * stretch plus the wait the server asked for. Requests are then spread evenly, because limits may be enforced by the
 * second. The rate creeps up slowly at first, faster later, so that a limit that was lifted is found out.
 */
export class Pace {
  #stretchStartMs: number | null = null;
  #answers = 0;
  #learnAtMs: number | null = null;
  #perMs: number | null = null;
  #learnedAtMs = 0;
  #doublingMs = DOUBLING_MS.most;
  #lastSentMs = Number.NEGATIVE_INFINITY;

  sent(nowMs: number): void {
    this.#stretchStartMs ??= nowMs;
    this.#lastSentMs = nowMs;
  }

  answered(): void {
    this.#answers += 1;
  }

  /** Learning waits until the gate opens again: by then the answers still under way are counted too. */
  throttled(nowMs: number, waitMs: number): void {
    const until = nowMs + Math.max(waitMs, LEAST_WINDOW_MS);
    this.#learnAtMs = Math.max(this.#learnAtMs ?? 0, until);
  }

  /** The earliest moment for the next request; `nowMs` when there is nothing to wait for. */
  nextSendAtMs(nowMs: number): number {
    if (this.#learnAtMs !== null && nowMs >= this.#learnAtMs) this.#learn(this.#learnAtMs);
    if (this.#perMs === null) return nowMs;
    const growth = 1 + ((nowMs - this.#learnedAtMs) / this.#doublingMs) ** 3;
    if (growth > FORGET_FACTOR) {
      this.#perMs = null;
      return nowMs;
    }
    return Math.max(nowMs, Math.ceil(this.#lastSentMs + 1 / (this.#perMs * MARGIN * growth)));
  }

  /** Requests per minute now allowed; null when nothing was learned. */
  get perMinute(): number | null {
    return this.#perMs === null ? null : this.#perMs * 60_000;
  }

  #learn(atMs: number): void {
    const stretchMs = atMs - (this.#stretchStartMs ?? atMs);
    if (this.#answers > 0 && stretchMs > 0) this.#perMs = Math.max(SLOWEST_PER_MS, this.#answers / stretchMs);
    // No answer at all between two refusals says only that the rate was too high.
    else if (this.#perMs !== null) this.#perMs = Math.max(SLOWEST_PER_MS, this.#perMs / 2);
    this.#doublingMs = Math.min(
      DOUBLING_MS.most,
      Math.max(DOUBLING_MS.least, stretchMs * DOUBLING_MS.perStretch),
    );
    this.#learnedAtMs = atMs;
    this.#stretchStartMs = atMs;
    this.#answers = 0;
    this.#learnAtMs = null;
  }
}
