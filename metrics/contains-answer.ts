import { readCompared, type Comparable } from './compared-field.ts';
import type { Metric } from './metric.ts';
import { identified } from './metric-identity.ts';
import { toNormalText } from './normal-text.ts';

/**
 * True when the field holds the example's text, or one of its list, as whole words next to each other, both normalised.
 * A reference without any word is held by an empty answer only.
 * @throws MetricInvalid when the field is absent or cannot be compared
 */
export function containsAnswer(field: string): Metric {
  const compare: Metric = (example, prediction) => {
    const { predicted, references } = readCompared(field, example, prediction);
    const text = normal(predicted);
    return references.map(normal).some((reference) => {
      return reference === '' ? text === '' : ` ${text} `.includes(` ${reference} `);
    });
  };
  return identified(compare, 'containsAnswer', field);
}

function normal(value: Comparable): string {
  return value === null ? '' : toNormalText(String(value));
}
