import { fileURLToPath } from 'node:url';
import { defineTask, LM, loadExamples, type TaskDefinition } from 'durable-mipro';
import type { BenchCase } from './bench-case.ts';
import { benchProgram } from './bench-program.ts';

export const TICKETS = fileURLToPath(new URL('../examples/01-ticket-triage/tickets.jsonl', import.meta.url));

export interface BenchTaskOptions {
  readonly case: BenchCase;
  /** Base URL of the practice server. */
  readonly modelUrl: string;
  /** Part of the model's name: answers of one run must not be found by the next. */
  readonly label: string;
}

/** The example's tickets, with its two predictors or with the first alone. Without a test set, as DSPy runs. */
export async function benchTask(options: BenchTaskOptions): Promise<TaskDefinition> {
  return defineTask({
    name: `bench-${options.label}`,
    ...benchProgram(options.case.predictors),
    trainset: await loadExamples(TICKETS, { inputs: ['ticket'] }),
    lm: new LM(`practice/${options.label}`, { baseUrl: options.modelUrl }),
  });
}
