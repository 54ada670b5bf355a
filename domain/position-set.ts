/**
 * A set of positions from 0 to `count` - 1 as hexadecimal digits, four positions each: 1,000 take 250 characters, where
 * a list would take several thousand.
 */
export type PositionSet = string;

/** The positions at which the test holds. Pure. */
export function positionSet(count: number, holds: (position: number) => boolean): PositionSet {
  let digits = '';
  for (let first = 0; first < count; first += 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit += 1) {
      if (first + bit < count && holds(first + bit)) digit += 1 << bit;
    }
    digits += digit.toString(16);
  }
  return digits;
}

/** Pure. */
export function hasPosition(set: PositionSet, position: number): boolean {
  const digit = Number.parseInt(set.charAt(Math.floor(position / 4)) || '0', 16);
  return (digit & (1 << (position % 4))) !== 0;
}
