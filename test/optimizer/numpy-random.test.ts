import { describe, expect, test } from 'vitest';
import { NumpyRandom } from '../../optimizer/numpy-random.ts';
import { suggestAtRandom } from '../../optimizer/random-sampler.ts';
import { readReference } from '../reference/fixtures.ts';
import { tallyOf } from '../reference/tally.ts';

interface Chances {
  readonly p: number[];
  readonly v: number[];
}

interface SeedVectors {
  readonly seed: number;
  readonly rand20: number[];
  readonly random_sample20: number[];
  readonly uniform_0_1_20: number[];
  readonly uniform_low_high: { readonly matrix_3x4_row_major: number[][] };
  readonly randint_10_20: number[];
  readonly randint_2p31_5: number[];
  readonly choice_p4_24: Chances;
  readonly choice_p3_24: Chances;
  readonly choice_w7_24: Chances;
  readonly permutation_10: number[];
  readonly argmax_startup: { readonly C: number[]; readonly v: number[] };
}

const { seeds } = readReference<{ seeds: SeedVectors[] }>('numpy-random.json');
const tally = tallyOf('numpy-random.json');

describe.each(seeds)('RandomState($seed)', (vectors) => {
  const fresh = (): NumpyRandom => new NumpyRandom(vectors.seed);
  const agrees = (list: keyof SeedVectors) => tally.agrees(`seed ${vectors.seed} ${list}`);

  test.each(['rand20', 'random_sample20', 'uniform_0_1_20'] as const)('%s: the doubles agree', (name) => {
    expect(fresh().doubles(20)).toEqual(vectors[name]);
    agrees(name);
  });

  test('a matrix of doubles is drawn row by row', () => {
    const random = fresh();
    const rows = Array.from({ length: 3 }, () => random.doubles(4));
    expect(rows).toEqual(vectors.uniform_low_high.matrix_3x4_row_major);
    agrees('uniform_low_high');
  });

  test('whole numbers below 10 and below 2^31 agree', () => {
    const [small, large] = [fresh(), fresh()];
    expect(vectors.randint_10_20.map(() => small.below(10))).toEqual(vectors.randint_10_20);
    expect(vectors.randint_2p31_5.map(() => large.below(2 ** 31))).toEqual(vectors.randint_2p31_5);
    agrees('randint_10_20');
    agrees('randint_2p31_5');
  });

  test.each(['choice_p4_24', 'choice_p3_24', 'choice_w7_24'] as const)(
    '%s: weighted choices agree',
    (name) => {
      expect(fresh().choice(vectors[name].p, 24)).toEqual(vectors[name].v);
      agrees(name);
    },
  );

  test('a permutation agrees', () => {
    expect(fresh().permutation(10)).toEqual(vectors.permutation_10);
    agrees('permutation_10');
  });

  test('the startup draws of one suggestion agree with the largest of C uniforms', () => {
    const space = vectors.argmax_startup.C.map((choiceCount, i) => ({ name: `${i}`, choiceCount }));
    const suggestion = suggestAtRandom({ space, seed: vectors.seed, finished: [], running: [] });
    expect(suggestion.choices).toEqual(vectors.argmax_startup.v);
    agrees('argmax_startup');
  });

  test.each([0, 1, 7, 311, 312, 313, 624, 5000])('skipping %d doubles equals drawing them', (count) => {
    const [drawn, skipped] = [fresh(), fresh()];
    drawn.doubles(count);
    skipped.skipDoubles(count);
    expect(skipped.doubles(3)).toEqual(drawn.doubles(3));
  });
});

test('RandomState(9) starts as the specification says', () => {
  expect(new NumpyRandom(9).doubles(7)).toEqual([
    0.010374153885699955, 0.5018745921487388, 0.4957732931341461, 0.13382952895927658, 0.14211108545453854,
    0.21855867562607822, 0.41850818051045247,
  ]);
});

test.each([-1, 2 ** 32, 0.5])('seed %d is refused', (seed) => {
  expect(() => new NumpyRandom(seed)).toThrow(
    `A seed must be a whole number from 0 to 4294967295; got ${seed}.`,
  );
});
