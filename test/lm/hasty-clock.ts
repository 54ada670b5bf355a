import type { Clock } from '../../lm/clock.ts';

export interface HastyClock extends Clock {
  /** Every wait that was asked for, in milliseconds. */
  readonly waits: number[];
}

/** A clock on which every wait is over at once, and time has passed all the same. `random` is always the same. */
export function hastyClock(random = 0.5): HastyClock {
  let nowMs = 1_000_000;
  const waits: number[] = [];
  return {
    waits,
    nowMs: () => nowMs,
    random: () => random,
    after: (delayMs, action) => {
      waits.push(delayMs);
      const immediate = setImmediate(() => {
        nowMs += delayMs;
        action();
      });
      return () => clearImmediate(immediate);
    },
  };
}
