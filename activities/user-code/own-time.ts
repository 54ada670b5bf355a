/** How often own time is looked at. Coarse is enough: limits are seconds and more. */
const LONGEST_TICK_MS = 250;
const TICKS_PER_LIMIT = 8;

export function tickMsOf(limitMs: number): number {
  return Math.max(5, Math.min(LONGEST_TICK_MS, Math.floor(limitMs / TICKS_PER_LIMIT)));
}

/** The time an example's own code takes: that in which none of its model calls is under way. */
export interface OwnTime {
  /** True once the limit was reached. */
  isOver(): boolean;
  waitingFor<T>(call: () => Promise<T>): Promise<T>;
  stop(): void;
}

/**
 * Counted in ticks of a timer, not by the clock: while other code holds this thread, or the machine sleeps, no tick comes
 * and nobody is charged.
 */
export function startOwnTime(limitMs: number, onOver: () => void): OwnTime {
  const tickMs = tickMsOf(limitMs);
  let callsUnderWay = 0;
  let ownMs = 0;
  const timer = setInterval(() => {
    if (callsUnderWay === 0) ownMs += tickMs;
    if (ownMs <= limitMs) return;
    clearInterval(timer);
    onOver();
  }, tickMs);
  return {
    isOver: () => ownMs > limitMs,
    waitingFor: async (call) => {
      callsUnderWay += 1;
      try {
        return await call();
      } finally {
        callsUnderWay -= 1;
      }
    },
    stop: () => clearInterval(timer),
  };
}
