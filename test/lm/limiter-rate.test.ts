import { expect, it } from 'vitest';
import { Limiter } from '../../lm/limiter.ts';
import { fixedWindow, slidingWindow, tokenBucket } from './limited-servers.ts';
import type { ServerRule } from './limited-servers.ts';
import { ManualClock } from './manual-clock.ts';

interface Outcome {
  readonly elapsedMs: number;
  readonly refusedShare: number;
}

const REFUSAL_LATENCY_MS = 60;

async function run(rule: ServerRule, calls: number, ceiling: number): Promise<Outcome> {
  const clock = new ManualClock();
  const limiter = new Limiter(clock);
  let sent = 0;
  let refused = 0;
  let answered = 0;
  const later = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));
  const call = async (): Promise<void> => {
    for (;;) {
      const slot = await limiter.acquire({ ceiling, maxWaitMs: Number.POSITIVE_INFINITY });
      sent += 1;
      const verdict = rule.admit(clock.nowMs());
      const latencyMs = verdict.ok ? 400 + 800 * clock.random() : REFUSAL_LATENCY_MS;
      await later(latencyMs);
      if (verdict.ok) {
        answered += 1;
        slot.release({ kind: 'answered', latencyMs });
        return;
      }
      refused += 1;
      slot.release({ kind: 'throttled', waitMs: verdict.retryAfterMs });
    }
  };
  const worker = async (): Promise<void> => {
    while (next < calls) {
      next += 1;
      await call();
    }
  };
  let next = 0;
  for (let i = 0; i < ceiling; i += 1) void worker();
  await clock.runUntil(() => answered === calls);
  return { elapsedMs: clock.nowMs(), refusedShare: refused / sent };
}

const cases: readonly (readonly [string, () => ServerRule, number, number])[] = [
  ['60 in each full minute, 600 calls', () => fixedWindow(60), 600, 60],
  ['60 in any minute, 600 calls', () => slidingWindow(60), 600, 60],
  ['60 by a bucket of 10, 600 calls', () => tokenBucket(60, 10), 600, 60],
  ['240 in each full minute, 2,400 calls', () => fixedWindow(240), 2400, 240],
  ['240 by a bucket of 60, 2,400 calls', () => tokenBucket(240, 60), 2400, 240],
  ['600 in any minute, 6,000 calls', () => slidingWindow(600), 6000, 600],
];
it.each(cases)(
  'a server that allows %s: at most 1.15 times the ideal time and one in 50 refused',
  async (...[, rule, calls, perMinute]) => {
    const { elapsedMs, refusedShare } = await run(rule(), calls, 16);
    const idealMs = (calls / perMinute) * 60_000;
    expect(elapsedMs / idealMs).toBeLessThanOrEqual(1.15);
    expect(refusedShare).toBeLessThanOrEqual(0.02);
  },
);
