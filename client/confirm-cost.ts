import { createInterface } from 'node:readline/promises';
import type { Budget } from '../domain/budget.ts';
import type { RunSettings } from '../domain/settings.ts';
import { loadTask, type TaskSource } from '../workers/load-task.ts';
import { Declined } from './errors.ts';
import { estimate, estimateText } from './estimate.ts';

/** Below this a run starts without a question. */
const ASK_ABOVE_USD = 1;

export interface CostQuestion {
  readonly source: TaskSource;
  readonly settings: RunSettings;
  readonly numThreads: number;
  readonly budget: Budget;
  /** Answered beforehand. */
  readonly yes: boolean;
}

/** Asks a person at a terminal before a run that may cost more than a dollar and has no cap. @throws Declined */
export async function confirmCost({
  source,
  settings,
  numThreads,
  budget,
  yes,
}: CostQuestion): Promise<void> {
  if (yes || budget.maxCostUsd !== undefined || !process.stdin.isTTY || !process.stderr.isTTY) return;
  const task = await loadTask(source);
  const { costUsd } = estimate(task, { settings, numThreads });
  if (costUsd === null || costUsd < ASK_ABOVE_USD) return;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`${estimateText(task, { settings, numThreads })}\nStart? [y/N] `);
  prompt.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Declined();
}
