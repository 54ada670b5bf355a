import { expect, it } from 'vitest';
import type { SideFacts } from '../../bench/versus-dspy/run-order.ts';
import { splitRows } from '../../bench/versus-dspy/split-rows.ts';
import { estimate, isLoss } from '../../bench/versus-dspy/statistics.ts';
import { versusCases, versusName } from '../../bench/versus-dspy/versus-case.ts';
import { verdicts, versusTable, type Pair } from '../../bench/versus-dspy/versus-table.ts';

const ROWS = Array.from({ length: 384 }, (_, i) => ({ ticket: `ticket ${i}` }));

it('every row is in exactly one part, and one fifth of what is not held out trains', () => {
  const { train, val, test } = splitRows(ROWS, 1);
  expect([train.length, val.length, test.length]).toEqual([53, 211, 120]);
  expect(new Set([...train, ...val, ...test]).size).toBe(384);
});

it('a seed always gives the same split, another seed another', () => {
  expect(splitRows(ROWS, 2)).toEqual(splitRows(ROWS, 2));
  expect(splitRows(ROWS, 2).test).not.toEqual(splitRows(ROWS, 1).test);
});

it('a standard error is the deviation by n - 1, divided by the root of n', () => {
  expect(estimate([1, 2, 3, 4, 5])).toEqual({ mean: 3, standardError: Math.sqrt(2.5 / 5) });
  expect(estimate([7])).toEqual({ mean: 7, standardError: null });
});

it('a loss is more than two standard errors below zero', () => {
  expect(isLoss({ mean: -2.1, standardError: 1 })).toBe(true);
  expect(isLoss({ mean: -2, standardError: 1 })).toBe(false);
  expect(isLoss({ mean: -9, standardError: null })).toBe(false);
});

it('a case that is none is refused with those there are', () => {
  expect(versusCases([]).map(versusName)).toEqual(['light-1', 'light-2', 'medium-1', 'medium-2']);
  expect(() => versusCases(['heavy-1'])).toThrow(/light-1, light-2, medium-1, medium-2; got heavy-1/);
});

function side(winner: number): SideFacts {
  return { wallMs: 2000, requests: 500, validation: 80, unchanged: 40, winner, predictors: [] };
}

function tableOf(pairs: readonly Pair[]) {
  const results = [{ case: { auto: 'light', predictors: 1 }, pairs }] as const;
  return { row: versusTable(results).split('\n')[2], verdict: verdicts(results) };
}

it('differences are taken seed by seed, so that what both sides share does not count as chance', () => {
  const pairs = [60, 70, 80].map((dspy, i) => ({ seed: i + 1, dspy: side(dspy), ours: side(dspy - 1) }));
  const { row, verdict } = tableOf(pairs);
  expect(row).toMatch(/70\.0 ± 5\.8 \| +69\.0 ± 5\.8 \| +-1\.0 ± 0\.0 \|/);
  expect(verdict).toBe('light-1: LOSS beyond two standard errors; seed by seed -1.0, -1.0, -1.0');
});

it('one seed is not judged', () => {
  const { verdict } = tableOf([{ seed: 1, dspy: side(75), ours: side(70) }]);
  expect(verdict).toBe('light-1: one seed cannot tell; seed by seed -5.0');
});

it('without DSPy only our columns are filled, and nothing is judged', () => {
  const { row, verdict } = tableOf([{ seed: 1, dspy: null, ours: side(70) }]);
  expect(row?.match(/–/g)).toHaveLength(7);
  expect(verdict).toBe('');
});
