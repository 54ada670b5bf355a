import { Predict, type Metric } from 'durable-mipro';
import { TicketTriage, triageScore } from '../examples/01-ticket-triage/triage.ts';

const CLASSIFY =
  'ticket -> category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"' as const;

const rightCategory: Metric = (example, prediction) => prediction['category'] === example['category'];

/** The example's program with its two predictors, or its first step alone, and what scores it. */
export function benchProgram(predictors: 1 | 2) {
  return predictors === 2
    ? { program: () => new TicketTriage(), metric: triageScore }
    : { program: () => new Predict(CLASSIFY), metric: rightCategory };
}
