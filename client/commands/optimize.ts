import type { Budget } from '../../domain/budget.ts';
import { homeDirectory } from '../../stores/home.ts';
import { runAndTell } from '../run-and-tell.ts';
import type { OptimizerOptions, TaskDefaults } from '../../domain/optimizer-options.ts';
import type { RunSettings } from '../../domain/settings.ts';
import { toBudget, toSettings, toThreads } from '../../domain/chosen-settings.ts';
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
  const defaults = source.task.defaults ?? {};
  const settings = chosenSettings(defaults, flags);
  const numThreads = toThreads(flags.numThreads ?? defaults.numThreads);
  const budget = toBudget({ ...defaults.budget, ...flagBudget(flags) });
  await confirmCost({ source, settings, numThreads, budget, yes: flags.yes ?? false });
  const { out, json, failIfNotBetter, again = false } = flags;
  const options = { source, settings, budget, numThreads, again, home: homeDirectory() };
  process.exitCode = await runAndTell(options, { out, json, failIfNotBetter });
}

/** The task's defaults under the flags. `--auto` takes the place of numbers that the task has chosen, too. */
export function chosenSettings(defaults: TaskDefaults, flags: OptimizeFlags): RunSettings {
  const { numTrials: _trials, numCandidates: _candidates, ...others } = defaults;
  return toSettings(flags.auto === undefined ? defaults : others, flagSettings(flags));
}

/** Trials or candidates on the command line take the place of `auto`. */
function flagSettings(flags: OptimizeFlags): OptimizerOptions {
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
