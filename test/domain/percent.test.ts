import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentOf, toPercent } from '../../domain/percent.ts';
import { readReference } from '../reference/fixtures.ts';

type MetricValue = boolean | number | { readonly prediction_score: number };

interface Case {
  readonly name: string;
  readonly values: readonly unknown[];
  readonly score?: number | string;
  readonly error?: string;
  readonly per_example?: readonly MetricValue[];
  readonly eval_candidate_program_score: number;
}

const { cases } = readReference<{ cases: Case[] }>('evaluate-rounding.json');
const numberOf = (value: MetricValue): number =>
  typeof value === 'object' ? value.prediction_score : Number(value);

const scored = cases.filter((example) => example.per_example !== undefined);
const unscored = cases.filter((example) => example.per_example === undefined);

test('the table has 28 cases, 24 with a score for each example', () => {
  expect([scored.length, unscored.length]).toEqual([24, 4]);
});

test.each(scored)('$name: the percentage is the one DSPy prints', ({ per_example, score }) => {
  const percent = toPercent((per_example ?? []).map(numberOf));
  expect(percent).toBe(score === 'inf' ? Infinity : score);
});

// DSPy turns these into a score of 0. Here they are no scores at all: an outage or a broken metric is not an answer.
test.each(unscored)('$name: DSPy has no scores to average', ({ values, error }) => {
  expect(['TypeError', 'Exception']).toContain(error);
  expect(values.some((value) => typeof value !== 'boolean' && typeof value !== 'number')).toBe(true);
});

describe('toPercent', () => {
  test.each([
    [1, 32, 3.12],
    [3, 32, 9.38],
    [1, 3, 33.33],
    [1, 800, 0.12],
  ])('%d of %d is %d percent, as Python rounds', (hits, count, percent) => {
    expect(toPercent(Array.from({ length: count }, (_, i) => (i < hits ? 1 : 0)))).toBe(percent);
  });

  test('a negative tie goes to the even neighbour too', () => {
    expect(toPercent([-1, ...Array.from({ length: 31 }, () => 0)])).toBe(-3.12);
  });

  test('the sum is plain, without compensation', () => {
    expect(toPercent([1e16, 1, -1e16, 1])).toBe(25);
  });

  test('no scores have no mean', () => {
    expect(() => toPercent([])).toThrow('A mean needs at least one score; got none.');
  });
});

test('rounding keeps order and moves a percentage by at most half a hundredth', () => {
  const score = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(score, score, (a, b) => {
      expect(Math.abs(percentOf(a) - 100 * a)).toBeLessThanOrEqual(0.005 + 1e-12);
      if (a <= b) expect(percentOf(a)).toBeLessThanOrEqual(percentOf(b));
    }),
  );
});

test('scores that differ by the noise of a sum are equal in percent', () => {
  expect(percentOf(0.1 + 0.2)).toBe(percentOf(0.3));
});
