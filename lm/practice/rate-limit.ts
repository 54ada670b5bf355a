/** So many requests in any stretch of that length, refused ones not counted. */
export interface RateLimit {
  readonly requests: number;
  readonly windowMs: number;
}

export interface RateGuard {
  /** 0 for a request that is taken; otherwise milliseconds until there is room. */
  waitMs(limit: RateLimit | null, nowMs: number): number;
}

export function isRateLimit(value: unknown): value is RateLimit {
  const { requests, windowMs } = (value ?? {}) as Partial<RateLimit>;
  return isPositive(requests) && isPositive(windowMs);
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

/** Remembers when requests were taken. */
export function guardRate(): RateGuard {
  const taken: number[] = [];
  return {
    waitMs: (limit, nowMs) => {
      if (limit === null) return 0;
      while (taken[0] !== undefined && taken[0] <= nowMs - limit.windowMs) taken.shift();
      const oldest = taken[0];
      if (oldest !== undefined && taken.length >= limit.requests)
        return Math.max(1, Math.ceil(oldest + limit.windowMs - nowMs));
      taken.push(nowMs);
      return 0;
    },
  };
}
