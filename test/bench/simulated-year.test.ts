import { expect, test } from 'vitest';
import { firstPromotion, type YearSetting } from '../../bench/nights/simulated-year.ts';
import { toGateOptions } from '../../optimizer/promotion/gate-options.ts';

// `npm run bench:year` has the full figures; docs/promotion.md shows them.

const YEAR: YearSetting = {
  gate: toGateOptions({ resamples: 1000 }),
  rows: 300,
  rowsPerNight: 0,
  every: 1,
  gain: 0,
  discordance: 0.2,
  likeness: 0.5,
  scores: 'binary',
};

function promotions(setting: YearSetting, years: number): readonly number[] {
  const nights = Array.from({ length: years }, (_, year) => firstPromotion(setting, year));
  return nights.filter((night) => night !== null);
}

test('of 120 years of nights without a true difference at most 5 % promote', () => {
  expect(promotions(YEAR, 120).length).toBeLessThanOrEqual(6);
});

test('without the peeking budget, at alpha 0.05 every night, most of such years promote', () => {
  const gate = toGateOptions({ resamples: 1000, alpha: 0.05, peeking: null });
  expect(promotions({ ...YEAR, gate }, 20).length).toBeGreaterThan(10);
});

test('with five true points and 500 rows nearly all years promote, and two thirds of them within a month', () => {
  const nights = promotions({ ...YEAR, rows: 500, gain: 0.05 }, 15);
  expect(nights.length).toBeGreaterThanOrEqual(14);
  expect(nights.filter((night) => night <= 30).length).toBeGreaterThanOrEqual(10);
});

test('the same year ends on the same night', () => {
  const setting = { ...YEAR, gain: 0.05 };
  expect(firstPromotion(setting, 3)).toBe(firstPromotion(setting, 3));
});
