import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PythonRandom } from '../../optimizer/python-random.ts';
import { planSplit } from '../../optimizer/split.ts';
import { readReference, rowName } from '../reference/fixtures.ts';
import { tallyOf } from '../reference/tally.ts';
import { runSettings } from './run-settings.ts';

interface SplitRow {
  readonly n: number;
  readonly train: number;
  readonly val: number;
  readonly train_first: number;
  readonly val_first: number;
}

const { splits } = readReference<{ splits: SplitRow[] }>('auto-settings.json');
const tally = tallyOf('auto-settings.json');
const explicit = { auto: null, numTrials: 10, numCandidates: 5 } as const;
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test('the table has 15 splits', () => {
  expect(splits.length).toBe(15);
});

test.each(splits)(
  'of $n examples without a shuffle the first $train train and the last $val validate',
  (row) => {
    const split = planSplit(runSettings({ ...explicit, shuffleSplit: false }), {
      trainset: row.n,
      valset: null,
    });
    expect(split.train).toEqual(range(row.n).slice(0, row.train));
    expect(split.val).toEqual(range(row.n).slice(row.n - row.val));
    expect([split.train[0], split.val[0]]).toEqual([row.train_first, row.val_first]);
    tally.agrees(rowName.split(row));
  },
);

test('a given validation set and its trainset are kept whole and in order', () => {
  const split = planSplit(runSettings(explicit), { trainset: 7, valset: 3 });
  expect(split).toEqual({ train: range(7), val: range(3), valFrom: 'valset' });
});

test('an auto mode draws from the tail with the first draw of the shared stream', () => {
  const split = planSplit(runSettings({ shuffleSplit: false }), { trainset: 20, valset: null });
  const drawn = new PythonRandom(9).sample(range(16), 16);
  expect(split.val).toEqual(drawn.map((i) => i + 4));
});

test('an auto mode uses at most its cap of a given validation set', () => {
  const split = planSplit(runSettings(), { trainset: 20, valset: 500 });
  expect(split.val.length).toBe(100);
  expect(split.val.slice(0, 4)).toEqual(new PythonRandom(9).sample(range(500), 100).slice(0, 4));
});

test('the shuffle depends on the seed alone', () => {
  const [first, again, other] = [9, 9, 10].map(
    (seed) => planSplit(runSettings({ seed }), { trainset: 200, valset: null }).train,
  );
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  expect(first).not.toEqual(range(40));
});

test('a split without a cap puts every example in exactly one part', () => {
  const counts = fc.integer({ min: 2, max: 1400 });
  fc.assert(
    fc.property(counts, fc.nat({ max: 2 ** 32 - 1 }), fc.boolean(), (trainset, seed, shuffleSplit) => {
      const { train, val } = planSplit(runSettings({ ...explicit, seed, shuffleSplit }), {
        trainset,
        valset: null,
      });
      expect([...train, ...val].toSorted((a, b) => a - b)).toEqual(range(trainset));
      expect(val.length).toBe(Math.min(1000, Math.max(1, Math.floor(0.8 * trainset))));
    }),
    { numRuns: 40 },
  );
});

test('an auto mode never draws a validation example twice or from the training part', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 700 }), fc.nat({ max: 2 ** 32 - 1 }), (trainset, seed) => {
      const { train, val } = planSplit(runSettings({ seed }), { trainset, valset: null });
      const all = [...train, ...val];
      expect(new Set(all).size).toBe(all.length);
    }),
    { numRuns: 40 },
  );
});
