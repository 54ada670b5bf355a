import type { Example } from '../domain/example.ts';
import type { Prediction } from '../program/prediction.ts';
import { MetricInvalid, kindOf } from './metric-value.ts';

export type Comparable = string | number | boolean | null;

/** The two sides of a comparison: what the program said, and every answer that counts as right. */
export interface ComparedField {
  readonly predicted: Comparable;
  readonly references: readonly Comparable[];
}

/**
 * Reads one field from both sides. A list in the example is a list of references, each of them right.
 * @throws MetricInvalid when the field is absent on one side or holds neither text, number nor boolean
 */
export function readCompared(field: string, example: Example, prediction: Prediction): ComparedField {
  const wanted: unknown = example.get(field);
  const got: unknown = prediction[field];
  if (wanted === undefined) throw absent('example', field, Object.keys(example.toJSON()));
  if (got === undefined) throw absent('prediction', field, Object.keys(prediction));
  const references: unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  if (references.length === 0)
    throw new MetricInvalid(`The example's '${field}' is an empty list: no answer would be right.`);
  return {
    predicted: comparable('prediction', field, got),
    references: references.map((item) => comparable('example', field, item)),
  };
}

function absent(side: string, field: string, known: readonly string[]): MetricInvalid {
  return new MetricInvalid(
    `The ${side} has no field '${field}'. Its fields are: ${known.join(', ') || 'none'}.`,
  );
}

function comparable(side: string, field: string, value: unknown): Comparable {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  throw new MetricInvalid(
    `The ${side}'s '${field}' is ${kindOf(value)}; text, a number or a boolean can be compared. Write a metric of your own for it.`,
  );
}
