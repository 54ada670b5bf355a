import type { Score } from './score.ts';

/**
 * The mean of scores as people and DSPy files see it: percent with two decimals, `round(100 * sum / count, 2)` of
 * Python before 3.12. The sum is plain and from left to right; Python 3.12 and later compensate, we do not. Pure.
 *
 * @throws RangeError when there are no scores
 */
export function toPercent(scores: readonly Score[]): number {
  if (scores.length === 0) throw new RangeError('A mean needs at least one score; got none.');
  let sum = 0;
  for (const score of scores) sum += score;
  return percentOfSum(sum, scores.length);
}

/** The same of a sum and how many scores it is of. Pure. */
export function percentOfSum(sum: Score, count: number): number {
  return roundToHundredths((100 * sum) / count);
}

/** One score in percent, rounded likewise. Scores that differ by noise of the last bits come out equal. Pure. */
export function percentOf(score: Score): number {
  return roundToHundredths(100 * score);
}

/**
 * Python's `round(value, 2)`: to the nearest on the exact binary value; a true tie goes to the even neighbour, where
 * `toFixed` goes up. Only odd eighths can be true ties: a tie is an odd multiple of 1/200, and 25 divides no power of 2.
 */
function roundToHundredths(value: number): number {
  const eighths = value * 8;
  if (!Number.isInteger(eighths) || eighths % 2 === 0) return Number(value.toFixed(2));
  const lower = Math.floor(value * 100);
  return (lower % 2 === 0 ? lower : lower + 1) / 100;
}
