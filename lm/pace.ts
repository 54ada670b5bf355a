/** A little below what was measured: the measured rate itself would be refused about every second time. */
const MARGIN = 0.95;
/** At this age a learned rate has doubled; at twice this age it is nine times as high, and then forgotten. */
const DOUBLING_MS = 5 * 60_000;
const FORGET_FACTOR = 9;
const LEAST_WINDOW_MS = 1000;

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
    const growth = 1 + ((nowMs - this.#learnedAtMs) / DOUBLING_MS) ** 3;
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
    // No answer at all between two refusals says only that the rate was too high.
    if (this.#answers > 0 && stretchMs > 0) this.#perMs = this.#answers / stretchMs;
    else this.#perMs = (this.#perMs ?? 1 / LEAST_WINDOW_MS) / 2;
    this.#learnedAtMs = atMs;
    this.#stretchStartMs = atMs;
    this.#answers = 0;
    this.#learnAtMs = null;
  }
}
