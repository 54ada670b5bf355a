/** Decides whether a request that arrives now is taken; if not, how long the server asks to wait. */
export interface ServerRule {
  admit(nowMs: number): { readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number };
}

/** So many per full minute; the count starts anew when the minute does. */
export function fixedWindow(perMinute: number): ServerRule {
  let window = -1;
  let used = 0;
  return {
    admit(nowMs) {
      const current = Math.floor(nowMs / 60_000);
      if (current !== window) {
        window = current;
        used = 0;
      }
      used += 1;
      if (used <= perMinute) return { ok: true };
      return { ok: false, retryAfterMs: Math.ceil((60_000 - (nowMs % 60_000)) / 1000) * 1000 };
    },
  };
}

/** So many in any minute. */
export function slidingWindow(perMinute: number): ServerRule {
  const times: number[] = [];
  return {
    admit(nowMs) {
      while (times[0] !== undefined && times[0] <= nowMs - 60_000) times.shift();
      if (times.length < perMinute) {
        times.push(nowMs);
        return { ok: true };
      }
      return { ok: false, retryAfterMs: Math.ceil(((times[0] ?? nowMs) + 60_000 - nowMs) / 1000) * 1000 };
    },
  };
}

/** A bucket that fills evenly and holds `burst`. */
export function tokenBucket(perMinute: number, burst: number): ServerRule {
  let tokens = burst;
  let lastMs = 0;
  return {
    admit(nowMs) {
      tokens = Math.min(burst, tokens + ((nowMs - lastMs) * perMinute) / 60_000);
      lastMs = nowMs;
      if (tokens >= 1) {
        tokens -= 1;
        return { ok: true };
      }
      return { ok: false, retryAfterMs: Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute)) * 1000 };
    },
  };
}
