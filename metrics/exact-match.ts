import { readCompared, type Comparable } from './compared-field.ts';
import type { Metric } from './metric.ts';
import { identified } from './metric-identity.ts';
import { toNormalText } from './normal-text.ts';

/**
 * True when the field equals the example's, or one of the example's list, as normalised text. Numbers are compared as
 * numbers and booleans as booleans, also with a reference that is written as text, as in a CSV file.
 * @throws MetricInvalid when the field is absent or cannot be compared
 */
export function exactMatch(field: string): Metric {
  const compare: Metric = (example, prediction) => {
    const { predicted, references } = readCompared(field, example, prediction);
    return references.some((reference) => isSame(predicted, reference));
  };
  return identified(compare, 'exactMatch', field);
}

function isSame(predicted: Comparable, reference: Comparable): boolean {
  if (predicted === null || reference === null) return predicted === reference;
  if (typeof predicted === 'boolean' || typeof reference === 'boolean') {
    return String(predicted).trim().toLowerCase() === String(reference).trim().toLowerCase();
  }
  if (typeof predicted === 'number' || typeof reference === 'number')
    return isSameNumber(predicted, reference);
  return toNormalText(predicted) === toNormalText(reference);
}

function isSameNumber(a: number | string, b: number | string): boolean {
  return String(a).trim() !== '' && String(b).trim() !== '' && Number(a) === Number(b);
}
