/** What a metric may answer. A number is a share, 0 to 1; true is 1 and false 0. */
export type MetricValue = boolean | number | { readonly score: number; readonly feedback?: string };

/** A metric answered something that is no score, or could not compare what it was given. Names what came, never its text. */
export class MetricInvalid extends Error {
  override readonly name = 'MetricInvalid';
}

/**
 * The number in a metric's answer. Finite; 0 to 1 by convention, other finite numbers pass. Pure.
 * @throws MetricInvalid for anything but a boolean, a finite number or an object with such a `score`
 */
export function toScore(value: unknown): number {
  const score = typeof value === 'object' && value !== null && 'score' in value ? value.score : value;
  if (typeof score === 'boolean') return score ? 1 : 0;
  if (typeof score === 'number' && Number.isFinite(score)) return score;
  const where = score === value ? 'a metric' : 'the `score` of a metric';
  throw new MetricInvalid(
    `Expected ${where} to be true, false or a finite number from 0 to 1, but got ${kindOf(score)}. ${hintFor(score)}`,
  );
}

/** The kind of a value in the words of a message; a number that is no number is named itself. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value);
  if (Array.isArray(value)) return 'a list';
  if (isThenable(value)) return 'a promise';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function hintFor(value: unknown): string {
  if (value === undefined) return 'Does every path of the metric return?';
  if (typeof value === 'number') return 'Look for a division by zero, or a number read from text.';
  if (isThenable(value)) return 'Await it first.';
  return 'Return { score, feedback } to say more than a number.';
}
