import type { TraceStep } from '../program/call-context.ts';
import type { Example, Fields } from '../domain/example.ts';
import type { Prediction } from '../program/prediction.ts';
import type { MetricValue } from './metric-value.ts';

/**
 * How good a prediction is, by the example's labels. With a `trace` it decides whether the run may become a
 * demonstration. It must be a function of its arguments alone: scores are remembered.
 */
export type Metric<E extends object = Fields, P extends object = Fields> = {
  compare(
    example: Example<E>,
    prediction: Prediction<P>,
    trace?: readonly TraceStep[],
  ): MetricValue | Promise<MetricValue>;
}['compare'];
