import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NumpyRandom } from '../../optimizer/numpy-random.ts';
import {
  drawTuples,
  fitMixture,
  kernelAround,
  logDensities,
  observationWeights,
} from '../../optimizer/parzen.ts';

/** The density by its definition, kernel by kernel: slow and plain, to compare with. */
function densityByDefinition(counts: number[], observations: number[][], tuple: number[]): number {
  const kernelCount = observations.length + 1;
  const weights = [...observationWeights(observations.length), 1];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.reduce((sum, weight, k) => {
    const chance = counts.reduce((product, count, d) => {
      const observed = observations[k]?.[d];
      if (observed === undefined) return product / count;
      return product * ((tuple[d] === observed ? kernelCount + 1 : 1) / (kernelCount + count));
    }, 1);
    return sum + (weight / total) * chance;
  }, 0);
}

const allTuples = (counts: number[]): number[][] =>
  counts.reduce<number[][]>(
    (tuples, count) =>
      tuples.flatMap((tuple) => Array.from({ length: count }, (_, choice) => [...tuple, choice])),
    [[]],
  );

describe('weights of past trials', () => {
  test.each([
    [0, []],
    [1, [1]],
    [25, Array.from({ length: 25 }, () => 1)],
  ])('%d trials all count fully', (count, weights) => {
    expect(observationWeights(count)).toEqual(weights);
  });

  test.each([
    [26, [1 / 26]],
    [27, [1 / 27, 1]],
    [28, [1 / 28, 0.5178571428571428, 1]],
    [29, [1 / 29, 0.3563218390804598, 0.6781609195402298, 1]],
  ])('of %d trials the oldest count less, rising to 1', (count, ramp) => {
    const weights = observationWeights(count);
    weights.slice(0, ramp.length).forEach((weight, i) => expect(weight).toBeCloseTo(ramp[i] ?? NaN, 14));
    expect(weights.slice(ramp.length)).toEqual(Array.from({ length: 25 }, () => 1));
  });

  test('300 trials rise evenly from 1/300', () => {
    const weights = observationWeights(300);
    expect(weights[0]).toBe(1 / 300);
    expect(weights[137]).toBeCloseTo(1 / 300 + (137 / 274) * (1 - 1 / 300), 14);
    expect(weights[274]).toBe(1);
  });
});

test('a kernel gives (K+1)/(K+c) to its own choice and 1/(K+c) to each other', () => {
  const kernel = kernelAround(1, 4, 3);
  kernel.forEach((chance, choice) => expect(chance).toBeCloseTo((choice === 1 ? 4 : 1) / 7, 15));
});

test('without observations the density is uniform', () => {
  const logs = logDensities(fitMixture([3, 4], []), allTuples([3, 4]));
  for (const log of logs) expect(log).toBeCloseTo(-Math.log(12), 14);
});

test.each([0, 1, 24, 25, 26, 300])(
  'with %d observations the log density is that of the definition',
  (count) => {
    const counts = [3, 4, 2];
    const observations = Array.from({ length: count }, (_, i) => [i % 3, (i * 7) % 4, (i >> 2) % 2]);
    const tuples = allTuples(counts);
    logDensities(fitMixture(counts, observations), tuples).forEach((log, i) => {
      expect(log).toBeCloseTo(Math.log(densityByDefinition(counts, observations, tuples[i] ?? [])), 12);
    });
  },
);

test('densities add up to 1 over the whole space', () => {
  const space = fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      space,
      fc.array(fc.array(fc.nat(1), { minLength: 3, maxLength: 3 }), { maxLength: 40 }),
      (counts, rows) => {
        const observations = rows.map((row) => row.slice(0, counts.length));
        const total = logDensities(fitMixture(counts, observations), allTuples(counts)).reduce(
          (sum, log) => sum + Math.exp(log),
          0,
        );
        expect(total).toBeCloseTo(1, 12);
      },
    ),
  );
});

test('drawing takes 24 doubles for the kernels and 24 for each dimension', () => {
  const [used, skipped] = [new NumpyRandom(9), new NumpyRandom(9)];
  drawTuples(fitMixture([3, 4], [[0, 1]]), 24, used);
  skipped.skipDoubles(24 * 3);
  expect(used.doubles(1)).toEqual(skipped.doubles(1));
});

test('many draws are as frequent as their density', () => {
  const counts = [2, 3];
  const mixture = fitMixture(counts, [
    [0, 1],
    [0, 2],
    [1, 1],
  ]);
  const tuples = allTuples(counts);
  const drawn = drawTuples(mixture, 20_000, new NumpyRandom(9)).map(String);
  logDensities(mixture, tuples).forEach((log, i) => {
    const share = drawn.filter((tuple) => tuple === String(tuples[i])).length / drawn.length;
    expect(Math.abs(share - Math.exp(log))).toBeLessThan(0.012);
  });
});
