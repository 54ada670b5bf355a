import { expect, test } from 'vitest';
import { exactMcNemar } from '../../../optimizer/promotion/mcnemar.ts';
import { signFlipTest } from '../../../optimizer/promotion/sign-flip.ts';

/** Differences of one size: then the test is the sign test, whose p-value is known exactly. */
const equalSizes = (better: number, worse: number) => [
  ...Array.from({ length: better }, () => 0.3),
  ...Array.from({ length: worse }, () => -0.3),
];

test.each([
  [9, 9],
  [12, 5],
  [18, 0],
])('%i better and %i worse by the same size have McNemar’s p-value', (better, worse) => {
  const { pValue, exact } = signFlipTest(equalSizes(better, worse), { seed: 1, alpha: 0.01 });
  expect([pValue, exact]).toEqual([expect.closeTo(exactMcNemar({ better, worse }), 12), true]);
});

test.each([
  [60, 50],
  [70, 45],
  [90, 50],
])('drawn signs for %i better and %i worse come near McNemar’s p-value', (better, worse) => {
  const { pValue, exact } = signFlipTest(equalSizes(better, worse), { seed: 1, alpha: 0.001 });
  const wanted = exactMcNemar({ better, worse });
  // Four standard errors of 20,000 draws.
  expect(Math.abs(pValue - wanted)).toBeLessThan(
    4 * Math.sqrt((wanted * (1 - wanted)) / 20_000) + 1 / 20_001,
  );
  expect(exact).toBe(false);
});

test('a drawn p-value is never 0, and can be below the alpha of a nightly look', () => {
  const { pValue } = signFlipTest(equalSizes(60, 0), { seed: 1, alpha: 1.27e-4 });
  expect(pValue).toBeGreaterThan(0);
  expect(pValue).toBeLessThan(1.27e-4);
});

test('rows without a difference change nothing', () => {
  const chance = { seed: 1, alpha: 0.01 };
  expect(signFlipTest([...equalSizes(30, 12), 0, 0, 0], chance)).toEqual(
    signFlipTest(equalSizes(30, 12), chance),
  );
});

test('without any difference the p-value is 1', () => {
  expect(signFlipTest([0, 0], { seed: 1, alpha: 0.01 })).toEqual({ pValue: 1, exact: true });
});
