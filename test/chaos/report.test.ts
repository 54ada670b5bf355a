import { expect, test } from 'vitest';
import type { ChaosRun } from './chaos-run.ts';
import { chaosReport, isClean, lineOf } from './report.ts';

const FAULTS = [
  { id: 'R1', title: 'killed' },
  { id: 'R17', title: 'wrong form', scaled: 'shorter' },
];

function run(change: Partial<ChaosRun>): ChaosRun {
  const figures = { repeats: 0, recoveredAfterMs: [], wallMs: 9_000, overUndisturbedMs: 1_000, notes: {} };
  return { fault: 'R1', variant: '', same: true, ...figures, wrong: [], ...change };
}

test('a row has runs, repeats and percentiles of its fault only, and says where programs cannot be compared', () => {
  const runs = [
    run({ repeats: 16, recoveredAfterMs: [10_000, 11_000], overUndisturbedMs: 12_000 }),
    run({ repeats: 4, recoveredAfterMs: [9_000] }),
    run({ fault: 'R17', variant: '5 %', same: null }),
  ];
  const [, first, second, sum, bound] = chaosReport(FAULTS, runs).split('\n');
  expect(first?.trim().split(/ {2,}/)).toEqual([
    'R1',
    'killed',
    '2',
    '2',
    '2',
    '16',
    '10.0',
    '10.0',
    '11.0',
    '1.0',
  ]);
  expect(second?.trim().split(/ {2,}/)).toEqual([
    'R17',
    'wrong form (shorter)',
    '1',
    '1',
    '–',
    '0',
    '0.0',
    '–',
    '–',
    '1.0',
  ]);
  expect([sum, bound]).toEqual([
    '3 of 3 runs are clean',
    'fewer than 100.0 % of runs come to harm, with 95 % confidence',
  ]);
});

test('a run with anything wrong is not clean, and no bound is claimed', () => {
  const bad = run({ wrong: ['I3: the program differs {}'] });
  expect(isClean(bad)).toBe(false);
  expect(lineOf(bad, 'run 1 of 1')).toContain('NOT CLEAN\n  I3: the program differs {}');
  expect(chaosReport(FAULTS, [bad, run({})])).toMatch(/1 of 2 runs are clean$/);
});
