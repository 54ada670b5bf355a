import { expect, test } from 'vitest';
import { nightBudget, runBudget } from '../../activities/night-budget.ts';
import { NO_USAGE } from '../../domain/usage.ts';

const spent = (lmCalls: number, costUsd: number) => [
  { ...NO_USAGE, stage: 'trial', model: 'm', lmCalls, costUsd },
];

test('a night may spend the least of its own caps and what the month has left', () => {
  const caps = {
    perNight: { maxLmCalls: 100, maxDurationMs: 5 },
    perMonth: { maxLmCalls: 250, maxCostUsd: 2 },
  };
  expect(nightBudget(caps, spent(120, 0.5))).toEqual({
    kind: 'caps',
    caps: { maxLmCalls: 100, maxDurationMs: 5, maxCostUsd: 1.5 },
    isCut: true,
  });
  expect(nightBudget(caps, spent(200, 0.5))).toMatchObject({ caps: { maxLmCalls: 50 } });
});

test('a month that is spent leaves no night', () => {
  expect(nightBudget({ perNight: {}, perMonth: { maxCostUsd: 2 } }, spent(1, 2))).toEqual({ kind: 'spent' });
});

test('without caps a night has none, and is not cut', () => {
  expect(nightBudget({ perNight: {}, perMonth: {} }, spent(9, 9))).toEqual({
    kind: 'caps',
    caps: {},
    isCut: false,
  });
});

test('the run leaves room for the challenger on the holdout', () => {
  const caps = { maxLmCalls: 100, maxCostUsd: 1, maxDurationMs: 9 };
  expect(runBudget(caps, { lmCalls: 30, costUsd: 0.25 })).toEqual({
    maxLmCalls: 70,
    maxCostUsd: 0.75,
    maxDurationMs: 9,
  });
  expect(runBudget({}, { lmCalls: 30, costUsd: 0.25 })).toEqual({});
});

test.each([
  { lmCalls: 100, costUsd: 0.25 },
  { lmCalls: 30, costUsd: 1.5 },
])('a holdout that takes all, as %j, leaves no run', (room) => {
  expect(runBudget({ maxLmCalls: 100, maxCostUsd: 1 }, room)).toBeNull();
});
