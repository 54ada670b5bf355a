import type { Clock } from './clock.ts';
import { Limiter } from './limiter.ts';

const limiters = new WeakMap<Clock, Map<string, Limiter>>();

export interface LimiterScope {
  readonly address: string;
  readonly keyName: string | null;
  readonly model: string;
}

/** The one limiter of this process for an address, key and model, however many `LM` objects name it. */
export function limiterFor(scope: LimiterScope, clock: Clock): Limiter {
  const ofClock = limiters.get(clock) ?? new Map<string, Limiter>();
  limiters.set(clock, ofClock);
  const key = JSON.stringify([scope.address, scope.keyName, scope.model]);
  const limiter = ofClock.get(key) ?? new Limiter(clock, key);
  ofClock.set(key, limiter);
  return limiter;
}
