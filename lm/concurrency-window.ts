const REMEMBERED_LATENCIES = 32;

/**
 * How many requests may be under way: one more after a full window of answers, half as many when the server says it is
 * too much, a fifth fewer on a time-out. Never below 1, never above the ceiling.
 */
export class ConcurrencyWindow {
  #ceiling = 0;
  #limit = 0;
  #answersSinceRaise = 0;
  #lastCutAtMs = Number.NEGATIVE_INFINITY;
  readonly #latencies: number[] = [];
  #nextLatency = 0;

  /** Whole requests. */
  get limit(): number {
    return Math.max(1, Math.floor(this.#limit));
  }

  /** The highest ceiling asked for counts; a raise also lifts a limit that was never cut. */
  allow(ceiling: number): void {
    if (ceiling <= this.#ceiling) return;
    const untouched = this.#limit === this.#ceiling;
    this.#ceiling = ceiling;
    if (untouched) this.#limit = ceiling;
  }

  answered(latencyMs: number): void {
    this.#latencies[this.#nextLatency] = latencyMs;
    this.#nextLatency = (this.#nextLatency + 1) % REMEMBERED_LATENCIES;
    this.#answersSinceRaise += 1;
    if (this.#answersSinceRaise < this.limit) return;
    this.#answersSinceRaise = 0;
    this.#limit = Math.min(this.#ceiling, this.#limit + 1);
  }

  /** Refusals of requests that were sent together count once. */
  throttled(nowMs: number): void {
    if (nowMs - this.#lastCutAtMs >= Math.max(1000, this.medianLatencyMs)) this.#cut(nowMs, 0.5);
  }

  timedOut(nowMs: number): void {
    this.#cut(nowMs, 0.8);
  }

  get medianLatencyMs(): number {
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  }

  #cut(nowMs: number, factor: number): void {
    this.#lastCutAtMs = nowMs;
    this.#answersSinceRaise = 0;
    this.#limit = Math.max(1, this.#limit * factor);
  }
}
