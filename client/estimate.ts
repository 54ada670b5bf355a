import type { LoadedTask } from '../activities/dependencies.ts';
import type { RunSpec } from '../domain/run.ts';
import type { RunSizes } from '../domain/settings.ts';
import { plannedProgramRuns } from '../optimizer/schedule.ts';
import { LM } from '../lm/lm.ts';
import { SNAPSHOT_DATE } from '../lm/price-snapshot.ts';
import { planSizes } from '../optimizer/sizes.ts';
import { planSplit } from '../optimizer/split.ts';
import { callSize, likelyDemos } from '../program/call-size.ts';
import { checkPlan } from './check-plan.ts';
import { count, dollars, duration } from './show/words.ts';

/** One line of an estimate. All numbers are upper bounds but for answers that the store already has. */
export interface EstimateLine {
  readonly stage: 'propose' | 'bootstrap' | 'search' | 'test';
  readonly programRuns: number;
  readonly lmCalls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export interface Estimate {
  readonly sizes: RunSizes;
  readonly lines: readonly EstimateLine[];
  readonly lmCalls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Null when the model's price is unknown. */
  readonly costUsd: number | null;
  /** At a second per call. */
  readonly durationMs: number;
}

const ASSUMED_CALL_MS = 1_000;
const BATCHES_AT_MOST = 10;

/** What a run will take at most, from sizes and one rendered prompt; no call is made. @throws InvalidRequest */
export function estimate(
  task: LoadedTask,
  { settings, numThreads }: Pick<RunSpec, 'settings' | 'numThreads'>,
): Estimate {
  checkPlan(task, settings);
  const predictors = task.program.predictors().length;
  const split = planSplit(settings, { trainset: task.trainset.length, valset: task.valset?.length ?? null });
  const valCount = task.valset?.length ?? task.trainset.length - split.train.length;
  const sizes = planSizes(settings, { predictors, trainCount: split.train.length, valCount });
  const call = callSize(task.program, task.trainset, likelyDemos(task.trainset, settings));
  const line = (stage: EstimateLine['stage'], programRuns: number, extraCalls = 0): EstimateLine => {
    const lmCalls = programRuns * predictors + extraCalls;
    return {
      stage,
      programRuns,
      lmCalls,
      promptTokens: Math.round(lmCalls * call.promptTokens),
      completionTokens: lmCalls * call.completionTokens,
    };
  };
  const lines = [
    line(
      'bootstrap',
      Math.max(0, sizes.demoSets - 2) * Math.min(sizes.trainCount, 2 * settings.maxBootstrappedDemos + 1),
    ),
    line('propose', 0, proposalCalls(settings, sizes, predictors)),
    line('search', plannedProgramRuns(sizes)),
    line('test', 2 * (task.testset?.length ?? 0)),
  ];
  return totals(task, { sizes, lines, numThreads });
}

function proposalCalls(settings: RunSpec['settings'], sizes: RunSizes, predictors: number): number {
  const summary = settings.dataAwareProposer
    ? 1 + Math.min(BATCHES_AT_MOST, Math.ceil(sizes.trainCount / settings.viewDataBatchSize))
    : 0;
  const descriptions = settings.programAwareProposer ? 1 + predictors : 0;
  return summary + descriptions + predictors * (sizes.instructions - 1);
}

function totals(
  task: LoadedTask,
  { sizes, lines, numThreads }: Pick<Estimate, 'sizes' | 'lines'> & { numThreads: number },
): Estimate {
  const sum = (pick: (line: EstimateLine) => number) => lines.reduce((total, line) => total + pick(line), 0);
  const lmCalls = sum((line) => line.lmCalls);
  const prompt = sum((line) => line.promptTokens);
  const completion = sum((line) => line.completionTokens);
  const price = task.lm instanceof LM ? task.lm.price : undefined;
  return {
    sizes,
    lines,
    lmCalls,
    promptTokens: prompt,
    completionTokens: completion,
    costUsd: price === undefined ? null : (prompt * price.inputUsd + completion * price.outputUsd) / 1e6,
    durationMs: (lmCalls * ASSUMED_CALL_MS) / numThreads,
  };
}

/** The estimate in one line for people. */
export function estimateText(task: LoadedTask, spec: Pick<RunSpec, 'settings' | 'numThreads'>): string {
  const { sizes, lines, ...all } = estimate(task, spec);
  const programRuns = lines.reduce((total, line) => total + line.programRuns, 0);
  return (
    `estimate: ${count(sizes.trials, 'trial')}, at most ${count(programRuns, 'program run')}, ${count(all.lmCalls, 'model call')}, ` +
    `about ${count(all.promptTokens + all.completionTokens, 'token')}, ${dollars(all.costUsd)}, ` +
    `${duration(all.durationMs)} at one second per call (prices of ${SNAPSHOT_DATE})`
  );
}
