import { expect, test } from 'vitest';
import { roundHalfEven, toPercent } from '../../domain/percent.ts';

test.each([
  [3.125, 3.12],
  [3.375, 3.38],
  [0.125, 0.12],
  [0.625, 0.62],
  [-0.125, -0.12],
  [-0.375, -0.38],
  [2.675, 2.67],
  [1.005, 1],
  [99.995, 100],
  [33.333333333333336, 33.33],
  [0, 0],
])('%d rounds to %d, as in Python', (value, expected) => {
  expect(roundHalfEven(value)).toBe(expected);
});

test('the percent of no scores is 0, and of a share it is the share times a hundred', () => {
  expect(toPercent([])).toBe(0);
  expect(toPercent([1, 0.5, 0])).toBe(50);
});
