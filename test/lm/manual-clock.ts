import type { Clock } from '../../lm/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly action: () => void;
}

/** A clock that stands still until it is told to move. Draws come from a small generator with a fixed seed. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #state = 12345;
  readonly #timers = new Set<Timer>();

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  random(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }

  /** Runs timers in order until `done` or until nothing is left to wait for. */
  async runUntil(done: () => boolean): Promise<void> {
    await settle();
    while (!done()) {
      const next = this.#earliest();
      if (next === undefined) throw new Error('Nothing is left to wait for.');
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.action();
      await settle();
    }
  }

  /** Moves on by that much, running what is due. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs;
    await settle();
    for (let next = this.#earliest(); next !== undefined && next.atMs <= endMs; next = this.#earliest()) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.action();
      await settle();
    }
    this.#nowMs = endMs;
  }

  #earliest(): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers)
      if (earliest === undefined || timer.atMs < earliest.atMs) earliest = timer;
    return earliest;
  }
}

/** Lets promise reactions run; a chain of awaits is never longer than this in the code under test. */
async function settle(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await Promise.resolve();
}
