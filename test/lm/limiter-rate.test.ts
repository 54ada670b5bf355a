import { expect, it } from 'vitest';
import { fixedWindow, slidingWindow, tokenBucket } from './limited-servers.ts';
import type { ServerRule } from './limited-servers.ts';
import { memoryBoard } from './memory-board.ts';
import { simulateRate } from './rate-simulation.ts';

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
    const { elapsedMs, refusedShare } = await simulateRate({ rule: rule(), calls, ceiling: 16 });
    const idealMs = (calls / perMinute) * 60_000;
    expect(elapsedMs / idealMs).toBeLessThanOrEqual(1.15);
    expect(refusedShare).toBeLessThanOrEqual(0.02);
  },
);

const shared: readonly (readonly [string, () => ServerRule, number, number])[] = [
  ['60 in each full minute', () => fixedWindow(60), 600, 60],
  ['60 in any minute', () => slidingWindow(60), 600, 60],
  ['240 by a bucket of 60', () => tokenBucket(240, 60), 2400, 240],
];
it.each(shared)(
  'two processes that share waves of calls and a board hold both figures against a server that allows %s',
  async (...[, rule, calls, perMinute]) => {
    const fleet = { processes: 2, wave: Math.max(100, perMinute), board: memoryBoard() };
    const { elapsedMs, refusedShare } = await simulateRate({ rule: rule(), calls, ceiling: 16, ...fleet });
    expect(elapsedMs / ((calls / perMinute) * 60_000)).toBeLessThanOrEqual(1.15);
    expect(refusedShare).toBeLessThanOrEqual(0.02);
  },
);

it('without a board the slower of two processes holds up every wave', async () => {
  const { elapsedMs } = await simulateRate({
    rule: slidingWindow(60),
    calls: 600,
    ceiling: 16,
    processes: 2,
    wave: 100,
  });
  expect(elapsedMs / 600_000).toBeGreaterThan(1.15);
});
