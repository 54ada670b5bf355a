import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HoldoutPart } from '../../../domain/promotion.ts';
import { partOf, SPLIT_DEFAULTS, splitHoldout } from '../../../optimizer/promotion/split-holdout.ts';

const rows = (count: number, word = 'ticket') =>
  Array.from({ length: count }, (_, i) => ({ text: `${word} ${i}` }));
const PARTS: readonly HoldoutPart[] = ['train', 'validation', 'holdout'];

test('these rows lie where they lay in the first version', () => {
  expect(rows(12).map((row) => partOf(row, SPLIT_DEFAULTS))).toEqual(PINNED);
});

const PINNED: readonly HoldoutPart[] = [
  'validation',
  'holdout',
  'holdout',
  'holdout',
  'train',
  'validation',
  'validation',
  'holdout',
  'holdout',
  'holdout',
  'holdout',
  'validation',
];

const anyRow = fc.record({ text: fc.string(), n: fc.integer() });

test('adding and removing rows never moves another row', () => {
  fc.assert(
    fc.property(fc.array(anyRow), fc.array(anyRow), (before, added) => {
      const alone = splitHoldout(before);
      const together = splitHoldout([...added, ...before]);
      for (const part of PARTS) {
        const moved = together[part].filter((i) => i >= added.length).map((i) => i - added.length);
        expect(moved).toEqual(alone[part]);
      }
    }),
  );
});

test('every row is in exactly one part', () => {
  fc.assert(
    fc.property(fc.array(anyRow), (all) => {
      const split = splitHoldout(all);
      const positions = PARTS.flatMap((part) => split[part]).toSorted((a, b) => a - b);
      expect(positions).toEqual(all.map((_, i) => i));
    }),
  );
});

test('rows with equal inputs are in the same part, whatever the order of their fields', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (text, n) => {
      expect(partOf({ text, n }, SPLIT_DEFAULTS)).toBe(partOf({ n, text }, SPLIT_DEFAULTS));
    }),
  );
});

test.each([
  { train: 0.2, validation: 0.4, holdout: 0.4 },
  { train: 0.6, validation: 0.2, holdout: 0.2 },
  { train: 0.05, validation: 0.05, holdout: 0.9 },
])('of 20,000 rows $train, $validation and $holdout are in their parts, to one point', (ratios) => {
  const split = splitHoldout(rows(20_000), ratios);
  for (const part of PARTS) expect(Math.abs(split[part].length / 20_000 - ratios[part])).toBeLessThan(0.01);
});

test('a smaller holdout gives rows to validation only', () => {
  const larger = { train: 0.2, validation: 0.4, holdout: 0.4 };
  const smaller = { train: 0.2, validation: 0.6, holdout: 0.2 };
  const left = rows(2000).filter(
    (row) => partOf(row, larger) === 'holdout' && partOf(row, smaller) !== 'holdout',
  );
  expect(left.length).toBeGreaterThan(300);
  expect(left.every((row) => partOf(row, smaller) === 'validation')).toBe(true);
});

test.each([
  [{ train: 0.5, validation: 0.5, holdout: 0.5 }, '0.5, 0.5, 0.5'],
  [{ train: 0, validation: 0.5, holdout: 0.5 }, '0, 0.5, 0.5'],
  [{ train: Number.NaN, validation: 0.5, holdout: 0.5 }, 'NaN, 0.5, 0.5'],
])('shares that are none are refused: %j', (ratios, came) => {
  expect(() => splitHoldout([], ratios)).toThrow(
    `The shares of train, validation and holdout must be above 0 and add up to 1; got ${came}.`,
  );
});
