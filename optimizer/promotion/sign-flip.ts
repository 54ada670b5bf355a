import { rng, type Rng } from '../rng.ts';

const EXACT_UP_TO = 18;
const SAMPLED_AT_LEAST = 10_000;
/** So many sampled sums as large as the real one are expected at the border, so that chance does not decide there. */
const EXPECTED_AT_ALPHA = 20;
/** Enough for a nightly look's alpha; a second look on the same day cannot be reached, which keeps the champion. */
const SAMPLED_AT_MOST = 200_000;
/** Sums that differ by rounding only are equal. */
const ROUNDING = 1e-12;
const BITS_PER_DRAW = 32;

export interface SignFlipResult {
  readonly pValue: number;
  readonly exact: boolean;
}

/**
 * The one-sided paired permutation test: the chance of a sum of differences this large, if each difference could as
 * well have the other sign. Up to 18 differences every combination of signs is counted; beyond, 10,000 or more are
 * drawn, and the real one counts as one of them, so that the p-value is never too small. Pure.
 */
export function signFlipTest(
  differences: readonly number[],
  { seed, alpha }: { readonly seed: number; readonly alpha: number },
): SignFlipResult {
  const sizes = differences.filter((difference) => difference !== 0).map(Math.abs);
  const observed = differences.reduce((sum, difference) => sum + difference, 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  // A sum of signed sizes is the total less twice the sizes with a minus.
  const mostMinus = (total - observed) / 2 + ROUNDING * (1 + total);
  if (sizes.length <= EXACT_UP_TO) {
    return { pValue: countedShare(sizes, mostMinus), exact: true };
  }
  const count = flipCount(alpha);
  const atLeast = sampledCount(sizes, { mostMinus, count, seed });
  return { pValue: (atLeast + 1) / (count + 1), exact: false };
}

function flipCount(alpha: number): number {
  const wanted = Math.ceil(EXPECTED_AT_ALPHA / alpha);
  return Math.min(SAMPLED_AT_MOST, Math.max(SAMPLED_AT_LEAST, wanted));
}

/** Every combination once, in the order of the Gray code: one sign changes from each to the next. */
function countedShare(sizes: readonly number[], mostMinus: number): number {
  const combinations = 2 ** sizes.length;
  const isMinus = sizes.map(() => false);
  let minus = 0;
  let atLeast = minus <= mostMinus ? 1 : 0;
  for (let step = 1; step < combinations; step++) {
    const place = 31 - Math.clz32(step & -step);
    const size = sizes[place] ?? 0;
    minus += isMinus[place] === true ? -size : size;
    isMinus[place] = isMinus[place] !== true;
    if (minus <= mostMinus) atLeast++;
  }
  return atLeast / combinations;
}

interface Sampling {
  readonly mostMinus: number;
  readonly count: number;
  readonly seed: number;
}

function sampledCount(sizes: readonly number[], { mostMinus, count, seed }: Sampling): number {
  const draws = rng(seed, 'promotion sign flips', 0);
  let atLeast = 0;
  for (let flip = 0; flip < count; flip++) {
    if (minusSum(sizes, draws) <= mostMinus) atLeast++;
  }
  return atLeast;
}

/** The sum of the sizes that a fair coin gives a minus. */
function minusSum(sizes: readonly number[], draws: Rng): number {
  let sum = 0;
  let bits = 0;
  for (let i = 0; i < sizes.length; i++) {
    if (i % BITS_PER_DRAW === 0) bits = draws.below(4_294_967_296);
    if ((bits & 1) === 1) sum += sizes[i] ?? 0;
    bits >>>= 1;
  }
  return sum;
}
