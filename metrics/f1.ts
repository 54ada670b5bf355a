import { readCompared, type Comparable } from './compared-field.ts';
import type { Metric } from './metric.ts';
import { identified } from './metric-identity.ts';
import { toTokens } from './normal-text.ts';

/**
 * How far the words of the field and of the example's overlap, 0 to 1; the best over a list of references. 0 when they
 * share no word, also when both are empty.
 * @throws MetricInvalid when the field is absent or cannot be compared
 * @see DSPy 3.3.1, `dspy/evaluate/metrics.py`, `F1`
 */
export function f1(field: string): Metric {
  const compare: Metric = (example, prediction) => {
    const { predicted, references } = readCompared(field, example, prediction);
    return Math.max(...references.map((reference) => overlap(tokensOf(predicted), tokensOf(reference))));
  };
  return identified(compare, 'f1', field);
}

function tokensOf(value: Comparable): string[] {
  return value === null ? [] : toTokens(String(value));
}

/** The harmonic mean of precision and recall over two bags of words. */
function overlap(predicted: readonly string[], reference: readonly string[]): number {
  const left = new Map<string, number>();
  for (const token of reference) left.set(token, (left.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of predicted) {
    const count = left.get(token) ?? 0;
    if (count > 0) shared += 1;
    left.set(token, count - 1);
  }
  if (shared === 0) return 0;
  const precision = shared / predicted.length;
  const recall = shared / reference.length;
  return (2 * precision * recall) / (precision + recall);
}
