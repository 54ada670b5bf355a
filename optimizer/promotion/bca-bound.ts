import { rng } from '../rng.ts';
import { normalCdf, normalQuantile } from './normal-distribution.ts';

/** Draws the rows of one resample: `count` positions below `count`. */
export type DrawRows = (resample: number, count: number) => readonly number[];

/**
 * The one-sided lower bound of a mean by the bias-corrected and accelerated bootstrap. `draw` gives the positions of each
 * resample. Without any spread it is the mean itself. Pure.
 *
 * @see Efron, "Better Bootstrap Confidence Intervals", JASA 82, 1987; ranks and interpolation as in SciPy's `bootstrap`
 * @throws RangeError when there are no values
 */
export function bcaLowerBound(
  values: readonly number[],
  { confidence, means }: { readonly confidence: number; readonly means: readonly number[] },
): number {
  if (values.length === 0) throw new RangeError('A bound needs at least one value; got none.');
  const mean = meanOf(values);
  const below = means.filter((resampled) => resampled < mean).length;
  const atMost = means.filter((resampled) => resampled <= mean).length;
  const bias = normalQuantile((below + atMost) / (2 * means.length));
  const shifted = bias + normalQuantile(1 - confidence);
  const share = normalCdf(bias + shifted / (1 - acceleration(values) * shifted));
  return quantileOf(
    means.toSorted((a, b) => a - b),
    Number.isNaN(share) ? 1 - confidence : share,
  );
}

/** The means of so many resamples. Pure. */
export function resampledMeans(values: readonly number[], resamples: number, draw: DrawRows): number[] {
  return Array.from({ length: resamples }, (_, resample) => {
    let sum = 0;
    for (const position of draw(resample, values.length)) sum += values[position] ?? 0;
    return sum / values.length;
  });
}

/** Rows drawn with replacement from our own stream; one list is used again for every resample. Pure. */
export function seededRows(seed: number): DrawRows {
  const draws = rng(seed, 'promotion bootstrap', 0);
  let rows: number[] = [];
  return (_, count) => {
    if (rows.length !== count) rows = Array.from({ length: count }, () => 0);
    for (let i = 0; i < count; i++) rows[i] = draws.below(count);
    return rows;
  };
}

/** How the spread changes with the mean, from leaving out each value once. */
function acceleration(values: readonly number[]): number {
  const mean = meanOf(values);
  let squares = 0;
  let cubes = 0;
  for (const value of values) {
    // Leaving out a value that is too large by d moves the mean down by d / (n - 1); the factor cancels.
    const influence = value - mean;
    squares += influence * influence;
    cubes += influence * influence * influence;
  }
  return squares === 0 ? 0 : cubes / (6 * squares * Math.sqrt(squares));
}

/** Linear between the two nearest ranks, as NumPy does by default. */
function quantileOf(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.min(sorted.length - 1, Math.floor(place) + 1)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
