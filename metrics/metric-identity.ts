import type { Metric } from './metric.ts';

const identities = new WeakMap<object, string>();

/**
 * Remembers what a metric was made from. A closure's source is the same whatever it encloses, so without this two
 * metrics of one factory would look like one, and scores of the one would be used for the other.
 */
export function identified(metric: Metric, madeBy: string, ...parts: readonly unknown[]): Metric {
  identities.set(metric, `${madeBy}(${JSON.stringify(parts)})`);
  return metric;
}

/** What tells a metric from another: what it was made from, else its source text. */
export function metricIdentity(metric: Metric): string {
  return identities.get(metric) ?? metric.toString();
}
