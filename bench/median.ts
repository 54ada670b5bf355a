/** The middle value; the upper of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new Error('Expected at least one value to take the median of.');
  return middle;
}
