import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { rng } from '../../optimizer/rng.ts';

const units = (seed: number, purpose: string, index: number): number[] => {
  const draws = rng(seed, purpose, index);
  return Array.from({ length: 8 }, () => draws.unit());
};

test('a draw is fixed by seed, purpose and index', () => {
  expect(units(9, 'split', 0)).toEqual(units(9, 'split', 0));
});

test('the first draws never change between versions', () => {
  const draws = rng(9, 'split', 0);
  expect(Array.from({ length: 4 }, () => draws.below(1000))).toEqual([795, 859, 7, 883]);
});

test.each([
  ['seed', units(10, 'split', 0)],
  ['a seed beyond 32 bits', units(9 + 2 ** 32, 'split', 0)],
  ['purpose', units(9, 'spilt', 0)],
  ['index', units(9, 'split', 1)],
])('another %s gives other draws', (_what, other) => {
  expect(other).not.toEqual(units(9, 'split', 0));
});

test('streams of neighbouring indices are not alike', () => {
  const firsts = Array.from({ length: 4000 }, (_, index) => rng(9, 'split', index).unit());
  const mean = firsts.reduce((sum, first) => sum + first, 0) / firsts.length;
  const lag = firsts.slice(1).reduce((sum, first, i) => sum + (first - 0.5) * ((firsts[i] ?? 0) - 0.5), 0);
  expect(mean).toBeGreaterThan(0.48);
  expect(mean).toBeLessThan(0.52);
  expect(Math.abs((lag / firsts.length) * 12)).toBeLessThan(0.06);
});

test('every number below a limit is about as frequent as another', () => {
  const draws = rng(9, 'frequency', 0);
  const counts = Array.from({ length: 7 }, () => 0);
  for (let i = 0; i < 14_000; i++) {
    const draw = draws.below(7);
    counts[draw] = (counts[draw] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
});

test('draws lie in their range and a shuffle keeps every item', () => {
  fc.assert(
    fc.property(
      fc.record({ seed: fc.nat(), purpose: fc.string(), index: fc.nat() }),
      fc.integer({ min: 1, max: 2 ** 32 - 1 }),
      ({ seed, purpose, index }, limit) => {
        const draws = rng(seed, purpose, index);
        const unit = draws.unit();
        expect(unit >= 0 && unit < 1).toBe(true);
        expect(draws.below(limit)).toBeLessThan(limit);
        expect(draws.shuffle([1, 2, 3, 4, 5]).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
      },
    ),
  );
});

test.each([0, -1, 1.5, 2 ** 33])('a draw below %d is refused', (limit) => {
  expect(() => rng(9, 'split', 0).below(limit)).toThrow(
    `A draw needs a limit from 1 to 4294967296; got ${limit}.`,
  );
});
