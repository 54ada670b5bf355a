/** A mean and how far off chance may have put it. */
export interface Estimate {
  readonly mean: number;
  /** Standard deviation by n - 1, divided by the root of n; null for fewer than two values. */
  readonly standardError: number | null;
}

/** @throws RangeError when there are no values */
export function estimate(values: readonly number[]): Estimate {
  if (values.length === 0) throw new RangeError('A mean needs at least one value; got none.');
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, standardError: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** True when a mean is below zero by more than two of its standard errors. */
export function isLoss({ mean, standardError }: Estimate): boolean {
  return standardError !== null && mean < -2 * standardError;
}
