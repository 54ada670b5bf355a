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

/** Reads the body of a control request; null when it is not one. */
export function readConditions(text: string): PracticeConditions | null {
  let body: { readonly [key: string]: unknown };
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    return null;
  }
  const { latencyMs, jitterMs, faults, rateLimit } = body;
  if (faults !== undefined && !(Array.isArray(faults) && faults.every(isFault))) return null;
  if (rateLimit !== undefined && rateLimit !== null && !isRateLimit(rateLimit)) return null;
  return {
    ...(rateLimit !== undefined && { rateLimit }),
    ...(typeof latencyMs === 'number' && { latencyMs }),
    ...(typeof jitterMs === 'number' && { jitterMs }),
    ...(faults !== undefined && { faults }),
  };
}
