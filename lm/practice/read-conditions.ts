import type { Fault } from './fault.ts';
import { isRateLimit, type RateLimit } from './rate-limit.ts';

/** What can be changed while the server runs. */
export interface PracticeConditions {
  /** Wait before each reply, milliseconds. @defaultValue 0 */
  readonly latencyMs?: number;
  /** The wait differs by up to this much either way, milliseconds. @defaultValue 0 */
  readonly jitterMs?: number;
  /** The first that applies to a request decides its reply. @defaultValue none */
  readonly faults?: readonly Fault[];
  /** Requests beyond it get 429 with the wait until there is room; null lifts it. @defaultValue null */
  readonly rateLimit?: RateLimit | null;
}

function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'at' in value && 'kind' in value;
}

interface Given {
  readonly latencyMs?: unknown;
  readonly jitterMs?: unknown;
  readonly faults?: unknown;
  readonly rateLimit?: unknown;
}

/** Reads the body of a control request; null when it is not one. */
export function readConditions(text: string): PracticeConditions | null {
  let given: Given;
  try {
    given = JSON.parse(text) as Given;
  } catch {
    return null;
  }
  if (!hasFaults(given) || !hasRateLimit(given)) return null;
  const { latencyMs, jitterMs, faults, rateLimit } = given;
  return {
    ...(typeof latencyMs === 'number' && { latencyMs }),
    ...(typeof jitterMs === 'number' && { jitterMs }),
    ...(faults !== undefined && { faults }),
    ...(rateLimit !== undefined && { rateLimit }),
  };
}

function hasFaults(given: Given): given is Given & Pick<PracticeConditions, 'faults'> {
  return given.faults === undefined || (Array.isArray(given.faults) && given.faults.every(isFault));
}

function hasRateLimit(given: Given): given is Given & Pick<PracticeConditions, 'rateLimit'> {
  return given.rateLimit === undefined || given.rateLimit === null || isRateLimit(given.rateLimit);
}
