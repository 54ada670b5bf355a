import { fileURLToPath } from 'node:url';
import { defineTask, LM, loadExamples, Predict, type Metric, type TaskDefinition } from 'durable-mipro';
import { TicketTriage, triageScore } from '../examples/01-ticket-triage/triage.ts';
import type { BenchCase } from './bench-case.ts';

export const TICKETS = fileURLToPath(new URL('../examples/01-ticket-triage/tickets.jsonl', import.meta.url));

const CLASSIFY =
  'ticket -> category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"' as const;

const rightCategory: Metric = (example, prediction) => prediction['category'] === example['category'];

export interface BenchTaskOptions {
  readonly case: BenchCase;
  /** Base URL of the practice server. */
  readonly modelUrl: string;
  /** Part of the model's name: answers of one run must not be found by the next. */
  readonly label: string;
}

/** The example's tickets, with its two predictors or with the first alone. Without a test set, as DSPy runs. */
export async function benchTask(options: BenchTaskOptions): Promise<TaskDefinition> {
  const { predictors } = options.case;
  const program =
    predictors === 2
      ? { program: () => new TicketTriage(), metric: triageScore }
      : { program: () => new Predict(CLASSIFY), metric: rightCategory };
  return defineTask({
    name: `bench-${options.label}`,
    ...program,
    trainset: await loadExamples(TICKETS, { inputs: ['ticket'] }),
    lm: new LM(`practice/${options.label}`, { baseUrl: options.modelUrl }),
  });
}
