import type { Budget } from '../../domain/budget.ts';
import { homeDirectory } from '../../stores/home.ts';
import { consoleWatcher } from '../console-watcher.ts';
import { EXIT, exitCodeOfEnd } from '../exit-code.ts';
import { onInterrupt } from '../interrupt.ts';
import { runOptimization, type FinishedRun } from '../run-optimization.ts';
import { toJsonResult } from '../report.ts';
import { toBudget, toSettings, toThreads, type OptimizerOptions } from '../settings.ts';
import { resultText } from '../show/result-text.ts';
import { loadTaskFile } from '../task-file.ts';
import { confirmCost } from '../confirm-cost.ts';

export interface OptimizeFlags {
  readonly auto?: 'light' | 'medium' | 'heavy';
  readonly presets?: 'dspy-3' | 'classic';
  readonly numTrials?: number;
  readonly numCandidates?: number;
  readonly seed?: number;
  readonly numThreads?: number;
  readonly maxCost?: number;
  readonly maxCalls?: number;
  readonly maxDuration?: number;
  readonly out?: string;
  readonly again?: boolean;
  readonly yes?: boolean;
  readonly failIfNotBetter?: boolean;
  readonly json?: boolean;
}

/** `durable-mipro optimize`: one run, from the task file to the written program. */
export async function optimizeCommand(file: string, flags: OptimizeFlags): Promise<void> {
  const source = await loadTaskFile(file);
  const defaults = (source.task.defaults ?? {}) as OptimizerOptions & {
    budget?: Budget;
    numThreads?: number;
  };
  const settings = toSettings(defaults, flagSettings(flags));
  const numThreads = toThreads(flags.numThreads ?? defaults.numThreads);
  const budget = toBudget({ ...defaults.budget, ...flagBudget(flags) });
  await confirmCost({ source, settings, numThreads, budget, yes: flags.yes ?? false });
  const interrupt = onInterrupt();
  try {
    const finished = await runOptimization({
      source,
      settings,
      budget,
      numThreads,
      again: flags.again ?? false,
      home: homeDirectory(),
      watcher: consoleWatcher({}),
      signal: interrupt.signal,
    });
    await tell(finished, flags);
  } finally {
    interrupt.stop();
  }
}

/** Trials or candidates on the command line take the place of `auto`. */
export function flagSettings(flags: OptimizeFlags): OptimizerOptions {
  const { auto, presets, numTrials, numCandidates, seed } = flags;
  const explicit = numTrials !== undefined || numCandidates !== undefined;
  return {
    ...(auto !== undefined ? { auto } : explicit && { auto: null }),
    ...(presets !== undefined && { presets }),
    ...(numTrials !== undefined && { numTrials }),
    ...(numCandidates !== undefined && { numCandidates }),
    ...(seed !== undefined && { seed }),
  };
}

export function flagBudget({
  maxCost,
  maxCalls,
  maxDuration,
}: Pick<OptimizeFlags, 'maxCost' | 'maxCalls' | 'maxDuration'>): Budget {
  return {
    ...(maxCost !== undefined && { maxCostUsd: maxCost }),
    ...(maxCalls !== undefined && { maxLmCalls: maxCalls }),
    ...(maxDuration !== undefined && { maxDurationMs: maxDuration }),
  };
}

async function tell(finished: FinishedRun, { out, json, failIfNotBetter }: OptimizeFlags): Promise<void> {
  const { result, program, programFile, task, finishedBefore } = finished;
  const winner = task.program.clone();
  winner.loadState(JSON.parse(program) as never);
  if (finishedBefore)
    process.stderr.write(
      'This run has finished; here is its result. No model was called. --again starts anew.\n',
    );
  process.stderr.write(`${resultText(result, winner)}\n\nprogram written to ${programFile}\n`);
  if (out !== undefined) await winner.save(out);
  if (json)
    process.stdout.write(`${JSON.stringify(toJsonResult({ result, programFile: out ?? programFile }))}\n`);
  const better = result.best !== null && result.baseline !== null && result.best > result.baseline;
  process.exitCode = failIfNotBetter && !better ? EXIT.notBetter : exitCodeOfEnd(result.stoppedBecause);
}
