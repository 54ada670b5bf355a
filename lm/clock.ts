import { CallNotSent } from './errors.ts';

/** Time and chance as an argument, so that waiting can be simulated. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Runs `action` once after that time; the returned function calls it off. */
  after(delayMs: number, action: () => void): () => void;
  /** 0 inclusive to 1 exclusive. */
  random(): number;
}

export const systemClock: Clock = {
  // The machine's clock may be set while a process waits, or be wrong altogether: only its start is taken from it.
  nowMs: () => Math.floor(performance.timeOrigin + performance.now()),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/**
 * Waits, unless the signal is aborted first.
 * @throws CallNotSent as soon as the signal is aborted
 */
export function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.reject(new CallNotSent());
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      callOff();
      reject(new CallNotSent());
    };
    const callOff = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
