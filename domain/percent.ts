/**
 * The mean of scores as people and DSPy's files see it: percent with two decimals, rounded as Python rounds.
 * Empty input gives 0. Pure.
 */
export function toPercent(scores: readonly number[]): number {
  if (scores.length === 0) return 0;
  let sum = 0;
  for (const score of scores) sum += score;
  return roundHalfEven((100 * sum) / scores.length);
}

/**
 * Two decimals, correctly rounded on the binary value, ties to the even digit. `toFixed` is exact too, but sends ties
 * upwards; a double lies exactly between two hundredths only when it is an odd number of eighths.
 */
export function roundHalfEven(value: number): number {
  const eighths = value * 8;
  if (!Number.isInteger(eighths) || eighths % 2 === 0) return Number(value.toFixed(2));
  const below = Math.floor(value * 100);
  return (below % 2 === 0 ? below : below + 1) / 100;
}
