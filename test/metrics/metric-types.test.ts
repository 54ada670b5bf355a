import { expect, test } from 'vitest';
import { Example } from '../../domain/example.ts';
import { Evaluate } from '../../metrics/evaluate.ts';
import type { Metric } from '../../metrics/metric.ts';
import { Predict } from '../../program/predict.ts';

test('typed examples, programs and metrics go where untyped ones are asked for, without a cast', () => {
  type Row = { ticket: string; label: 'bug' | 'billing' };
  const metric = (example: Example<Row>, prediction: { label: string }) => example.label === prediction.label;
  const row: Row = { ticket: 't', label: 'bug' };
  const devset = [new Example(row).withInputs('ticket')];
  const untyped: Metric = metric;
  const evaluate = new Evaluate({ devset, metric });
  const run = () => evaluate.run(new Predict('ticket -> label: "bug" | "billing"'));
  expect([untyped, run]).toHaveLength(2);
});
