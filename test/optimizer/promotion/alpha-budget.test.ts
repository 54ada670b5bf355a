import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HoldoutLook } from '../../../domain/champion.ts';
import { alphaFor, nextLook } from '../../../optimizer/promotion/alpha-budget.ts';
import { GATE_DEFAULTS, toGateOptions } from '../../../optimizer/promotion/gate-options.ts';

const DAY_MS = 86_400_000;
const PER_DAY = 0.05 / 395;

/** Looks after so many days each. */
function looksAfter(days: readonly number[], options = GATE_DEFAULTS): HoldoutLook[] {
  const looks: HoldoutLook[] = [];
  let nowMs = 1_764_000_000_000;
  for (const wait of days) {
    nowMs += wait * DAY_MS;
    looks.push(nextLook(looks, options, { lookId: String(looks.length), nowMs }));
  }
  return looks;
}

test('the first look may spend thirty days’ worth of the yearly budget', () => {
  expect(looksAfter([0])[0]?.alpha).toBeCloseTo(30 * PER_DAY, 12);
});

test('a nightly look may spend one day’s worth, a weekly one seven', () => {
  expect(looksAfter([0, 1])[1]?.alpha).toBeCloseTo(PER_DAY, 12);
  expect(looksAfter([0, 7])[1]?.alpha).toBeCloseTo(7 * PER_DAY, 12);
});

test('a long pause gives no more than thirty days’ worth', () => {
  expect(looksAfter([0, 200])[1]?.alpha).toBeCloseTo(30 * PER_DAY, 12);
});

test('no look may spend more than alpha', () => {
  const options = toGateOptions({ alpha: 0.001 });
  expect(looksAfter([0, 20], options).map(({ alpha }) => alpha)).toEqual([0.001, 0.001]);
});

test('without a peeking budget each look may spend alpha', () => {
  expect(alphaFor({ alpha: 0.01, peeking: null }, { lastLook: null, nowMs: 0 })).toBe(0.01);
});

test('a second look at the same time, or by a clock that was set back, may spend nothing', () => {
  const [first, second] = looksAfter([0, -5]);
  expect([second?.alpha, second?.atMs]).toEqual([0, first?.atMs]);
});

test('within any 365 days, in whatever rhythm, looks spend at most the yearly budget', () => {
  const waits = fc.array(fc.double({ min: 0, max: 90, noNaN: true }), { minLength: 1, maxLength: 500 });
  fc.assert(
    fc.property(waits, (days) => {
      const looks = looksAfter(days);
      for (const { atMs: fromMs } of looks) {
        const within = looks.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + 365 * DAY_MS);
        const spent = within.reduce((sum, { alpha }) => sum + alpha, 0);
        expect(spent).toBeLessThanOrEqual(0.05 * (1 + 1e-9));
      }
    }),
    { numRuns: 30, seed: 6 },
  );
});
