import { describe, expect, test } from 'vitest';
import { PythonRandom } from '../../optimizer/python-random.ts';
import { readReference } from '../reference/fixtures.ts';
import { tallyOf } from '../reference/tally.ts';

interface SeedVectors {
  readonly seed: number;
  readonly random: number[];
  readonly getrandbits32: number[];
  readonly getrandbits_k_sequence: [number, string][];
  readonly shuffle40_randint14_shuffle40: [number[], number, number[]];
  readonly [list: string]: unknown;
}

const { seeds } = readReference<{ seeds: SeedVectors[] }>('python-random.json');
const tally = tallyOf('python-random.json');
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const times = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);

/** What each list of the table holds: draws from a fresh generator. */
const DRAWS: Record<string, (random: PythonRandom) => unknown> = {
  random: (r) => times(20, () => r.random()),
  getrandbits32: (r) => times(20, () => Number(r.getrandbits(32))),
  getrandbits_k_sequence: (r) =>
    [1, 3, 8, 17, 31, 32, 33, 53, 64, 100].map((k) => [k, String(r.getrandbits(k))]),
  randint_1_8: (r) => times(30, () => r.randint(1, 8)),
  randint_1_4: (r) => times(20, () => r.randint(1, 4)),
  randint_0_1e9: (r) => times(10, () => r.randint(0, 1_000_000_000)),
  sample_100_10: (r) => r.sample(range(100), 10),
  sample_300_35: (r) => r.sample(range(300), 35),
  sample_80_35: (r) => r.sample(range(80), 35),
  sample_160_100: (r) => r.sample(range(160), 100),
  sample_50_50: (r) => r.sample(range(50), 50),
  sample_sequence_n_1_4_5_20_21_22_84_85_86_k_min4: (r) =>
    [1, 4, 5, 20, 21, 22, 84, 85, 86].map((n) => r.sample(range(n), Math.min(4, n))),
  shuffle_20: (r) => r.shuffle(range(20)),
  shuffle40_randint14_shuffle40: (r) => [r.shuffle(range(40)), r.randint(1, 4), r.shuffle(range(40))],
  choice_of_6: (r) => times(20, () => r.choice(range(6))),
  choice_abc: (r) => times(10, () => r.choice(['a', 'b', 'c'])),
  choices_10_k12: (r) => r.choices(range(10), 12),
  choices_abcd_w1234_k12: (r) => r.choices(['a', 'b', 'c', 'd'], 12, [1, 2, 3, 4]),
  uniform_m1_1: (r) => times(5, () => -1 + 2 * r.random()),
  mixed_random_randint18_sample30_3_choice6_randint0_1e9_random: (r) => [
    r.random(),
    r.randint(1, 8),
    r.sample(range(30), 3),
    r.choice(range(6)),
    r.randint(0, 1_000_000_000),
    r.random(),
  ],
};

describe.each(seeds)('Random($seed)', ({ seed, ...lists }) => {
  test('the table has no list that is not compared', () => {
    expect(Object.keys(lists).toSorted()).toEqual(Object.keys(DRAWS).toSorted());
  });

  test.each(Object.keys(DRAWS))('%s is what CPython draws', (name) => {
    expect(DRAWS[name]?.(new PythonRandom(seed))).toEqual(lists[name]);
    tally.agrees(`seed ${seed} ${name}`);
  });
});

test('Random(9) gives the vectors of the specification', () => {
  expect(new PythonRandom(9).random()).toBe(0.46300735781502145);
  expect(new PythonRandom(9).sample(range(10), 4)).toEqual([7, 5, 4, 1]);

  const random = new PythonRandom(9);
  const sets = times(3, () => [random.shuffle(range(12)).join(' '), random.randint(1, 4)]);
  expect(sets).toEqual([
    ['8 6 3 11 0 10 1 2 4 5 9 7', 1],
    ['7 2 10 4 3 11 1 6 0 9 8 5', 2],
    ['9 4 7 11 3 5 6 10 8 2 1 0', 2],
  ]);
  expect(random.choice(['none', 'creative', 'simple', 'description', 'high_stakes', 'persona'])).toBe(
    'persona',
  );
  expect(random.randint(0, 1_000_000_000)).toBe(851472597);
});

// Python 3.11 changes its way of drawing between these lengths: it copies up to 21 + 4^k items.
test.each([
  [85, '59 78 47 34 17 23 0 43 64 84'],
  [86, '59 78 47 34 17 23 0 43 64 77'],
])('ten of %d items, seed 9, are CPython’s', (length, drawn) => {
  expect(new PythonRandom(9).sample(range(length), 10).join(' ')).toBe(drawn);
});

test.each([0, 2 ** 32, 1.5, -1])('a draw below %d is refused', (limit) => {
  expect(() => new PythonRandom(9).below(limit)).toThrow(
    `A draw needs a limit from 1 to 4294967295; got ${limit}.`,
  );
});

test('a sample larger than the list is refused', () => {
  expect(() => new PythonRandom(9).sample([1, 2], 3)).toThrow('Cannot draw 3 of 2 items.');
});

test('a seed that is not whole is refused', () => {
  expect(() => new PythonRandom(0.5)).toThrow('A seed must be a whole number; got 0.5.');
});
