import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AttemptOutcome } from '../../optimizer/next-attempts.ts';
import { nextAttempts } from '../../optimizer/next-attempts.ts';

const ORDER = [5, 3, 8, 1, 9, 2];
const known = (outcomes: Record<number, AttemptOutcome>): Map<number, AttemptOutcome> =>
  new Map(Object.entries(outcomes).map(([example, outcome]) => [Number(example), outcome]));
const next = (
  outcomes: Record<number, AttemptOutcome>,
  changes: { wanted?: number; maxErrors?: number } = {},
): number[] =>
  nextAttempts({ order: ORDER, wanted: 3, maxErrors: 10, ...changes, outcomes: known(outcomes) });

test('as many start at once as successes are wanted', () => {
  expect(next({})).toEqual([5, 3, 8]);
});

test('nothing starts while the running ones may be enough', () => {
  expect(next({ 5: 'running', 3: 'running', 8: 'running' })).toEqual([]);
});

test('a rejected example makes room for the next', () => {
  expect(next({ 5: 'running', 3: 'rejected', 8: 'solved' })).toEqual([1]);
});

test('an error makes room for the next', () => {
  expect(next({ 5: 'error', 3: 'running', 8: 'running' })).toEqual([1]);
});

test('nothing starts after the last wanted success', () => {
  expect(next({ 5: 'solved', 3: 'solved', 8: 'rejected', 1: 'solved' })).toEqual([]);
});

test('nothing starts when none is wanted', () => {
  expect(next({}, { wanted: 0 })).toEqual([]);
});

test('no more start than errors are still allowed', () => {
  expect(next({}, { maxErrors: 2 })).toEqual([5, 3]);
  expect(next({ 5: 'error', 3: 'error' }, { maxErrors: 2 })).toEqual([]);
});

/** The one-by-one loop: which examples it tries. */
function triedOneByOne(ends: readonly AttemptOutcome[], wanted: number, maxErrors: number): number[] {
  const tried: number[] = [];
  const count = (outcome: AttemptOutcome): number => tried.filter((i) => ends[i] === outcome).length;
  for (let i = 0; i < ends.length && count('solved') < wanted && count('error') < maxErrors; i++)
    tried.push(i);
  return tried;
}

test('in whatever order attempts end, exactly the examples of the one-by-one loop are tried', () => {
  const end = fc.constantFrom<AttemptOutcome>('solved', 'rejected', 'error');
  fc.assert(
    fc.property(
      fc.array(end, { maxLength: 30 }),
      fc.record({ wanted: fc.integer({ min: 0, max: 6 }), maxErrors: fc.integer({ min: 1, max: 6 }) }),
      fc.infiniteStream(fc.nat()),
      (ends, { wanted, maxErrors }, picks) => {
        const outcomes = new Map<number, AttemptOutcome>();
        for (;;) {
          const started = nextAttempts({ order: ends.map((_, i) => i), wanted, maxErrors, outcomes });
          for (const example of started) outcomes.set(example, 'running');
          const running = [...outcomes.keys()].filter((example) => outcomes.get(example) === 'running');
          if (running.length === 0) break;
          expect(running.length).toBeLessThanOrEqual(wanted);
          const ended = running[picks.next().value % running.length] ?? 0;
          outcomes.set(ended, ends[ended] ?? 'rejected');
        }
        expect([...outcomes.keys()].toSorted((a, b) => a - b)).toEqual(
          triedOneByOne(ends, wanted, maxErrors),
        );
      },
    ),
  );
});
