import { expect, test } from 'vitest';
import type { JournalEntry } from '../../lm/practice/journal.ts';
import { planBudgets } from './budget-plan.ts';
import { percentile } from './figures.ts';
import { planKills, VICTIM_KINDS } from './kill-plan.ts';
import { recoveries } from './recovery.ts';

const SEEDS = [1, 2, 3, 4, 5];

test.each(SEEDS)(
  'with seed %i, 50 kills are planned over all kinds alike, at most three in a run',
  (seed) => {
    const runs = planKills({ kills: 50, seed });
    const kills = runs.flatMap((run) => run.kills);
    const counts = VICTIM_KINDS.map((kind) => kills.filter((kill) => kill.kind === kind).length);
    expect(counts).toEqual([13, 13, 12, 12]);
    expect(Math.max(...runs.map((run) => run.kills.length))).toBe(3);
    for (const { deployment, kills: own } of runs) {
      expect(own.map(({ kind }) => kind)).not.toContain(deployment === 'fleet' ? 'client' : 'worker');
      expect(own.map(({ share }) => share)).toEqual(own.map(({ share }) => share).toSorted((a, b) => a - b));
    }
    expect(planKills({ kills: 50, seed })).toEqual(runs);
  },
);

test('other seeds plan other kills', () => {
  expect(planKills({ kills: 12, seed: 1 })).not.toEqual(planKills({ kills: 12, seed: 2 }));
});

test('some runs are struck before the first call, and some after the last', () => {
  const shares = planKills({ kills: 50, seed: 1 }).flatMap(({ kills }) => kills.map(({ share }) => share));
  expect(shares).toContain(0);
  expect(shares).toContain(1);
});

test('caps lie between the least that is allowed and what a run uses, half of them for two workers', () => {
  const runs = planBudgets({ runs: 50, seed: 1, least: 750, all: 2179 });
  expect(runs.every(({ maxLmCalls }) => maxLmCalls >= 750 && maxLmCalls < 2179)).toBe(true);
  expect(runs.filter(({ workers }) => workers === 2)).toHaveLength(25);
  expect(runs.every(({ kills }) => kills.length === 1 || kills.length === 2)).toBe(true);
});

/** Requests named by one letter each, ten milliseconds apart. */
function journal(letters: string): readonly JournalEntry[] {
  return letters.split('').map((requestHash, index) => ({
    sequence: index + 1,
    timeMs: index * 10,
    requestHash,
    outcome: 'answered',
    status: 200,
  }));
}

test('a kill is over with the first request that was never sent before; repeats count for the kill before them', () => {
  const strikes = [
    { kind: 'worker', atMs: 25, requestsBefore: 3, inFlight: 2 },
    { kind: 'client', atMs: 65, requestsBefore: 7, inFlight: 1 },
    { kind: 'server', atMs: 95, requestsBefore: 10, inFlight: 0 },
  ] as const;
  expect(recoveries(journal('abcbcdeefg'), strikes)).toEqual([
    { kind: 'worker', inFlight: 2, repeats: 2, recoveredAfterMs: 25, longestSilenceMs: 30 },
    { kind: 'client', inFlight: 1, repeats: 1, recoveredAfterMs: 15, longestSilenceMs: 20 },
    { kind: 'server', inFlight: 0, repeats: 0, recoveredAfterMs: null, longestSilenceMs: 0 },
  ]);
});

test('a percentile is one of the values', () => {
  const values = Array.from({ length: 20 }, (_, index) => 20 - index);
  expect([50, 95, 100].map((percent) => percentile(values, percent))).toEqual([10, 19, 20]);
  expect(percentile([], 95)).toBeNull();
});
