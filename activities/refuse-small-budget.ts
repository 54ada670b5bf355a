import { InvalidRequest } from '../domain/errors.ts';
import type { RunSpec } from '../domain/run.ts';
import type { RunSizes } from '../domain/settings.ts';
import { LM } from '../lm/lm.ts';
import { costOf } from '../lm/prices.ts';
import { leastSearch } from '../optimizer/schedule.ts';
import { callSize } from '../program/call-size.ts';
import type { LoadedTask } from './dependencies.ts';
import { plannedSizes } from './planned-sizes.ts';

/**
 * Refuses a cap that ends a run before it can have found anything: below the baseline, one wave of trials and one full
 * scoring. One call per predictor and program run is assumed; a program may make more or fewer, and stored answers
 * cost nothing. No cap in dollars is refused where the price is unknown.
 *
 * @throws InvalidRequest naming the minimum
 */
export function refuseSmallBudget(task: LoadedTask, spec: Pick<RunSpec, 'settings' | 'budget'>): void {
  const { maxLmCalls, maxCostUsd } = spec.budget;
  if (maxLmCalls === undefined && maxCostUsd === undefined) return;
  const { sizes } = plannedSizes(task, spec.settings);
  const least = leastBudget(task, { sizes, parallelTrials: spec.settings.parallelTrials });
  if (maxLmCalls !== undefined && maxLmCalls < least.lmCalls) {
    throw new InvalidRequest(
      `budget.maxLmCalls is ${maxLmCalls}, but ${least.inWords} take about ${least.lmCalls} model calls. ` +
        `Allow at least ${least.lmCalls}${ADVICE}`,
    );
  }
  if (maxCostUsd !== undefined && least.costUsd !== null && maxCostUsd < least.costUsd) {
    throw new InvalidRequest(
      `budget.maxCostUsd is ${maxCostUsd}, but ${least.inWords} take about ${least.lmCalls} model calls, which is ` +
        `$${least.roundedUsd} by estimate. Allow at least ${least.roundedUsd}${ADVICE}`,
    );
  }
}

const ADVICE =
  ' and some more for writing instructions and demonstrations, or choose fewer validation examples.';

const perRun = (predictors: number) =>
  predictors === 1 ? 'at one call each' : `at ${predictors} calls each, one per predictor`;

interface LeastBudget {
  readonly lmCalls: number;
  readonly costUsd: number | null;
  readonly roundedUsd: string;
  readonly inWords: string;
}

function leastBudget(
  task: LoadedTask,
  schedule: { sizes: RunSizes; parallelTrials: number | null },
): LeastBudget {
  const { baseline, wave, fullScoring } = leastSearch(schedule);
  const predictors = task.program.predictors();
  const lmCalls = (baseline + wave + fullScoring) * predictors.length;
  const costUsd = costOfCalls(task, lmCalls);
  const parts = [`the baseline (${baseline} program runs)`, `one wave of trials (${wave})`];
  if (fullScoring > 0) parts.push(`one full scoring (${fullScoring})`);
  return {
    lmCalls,
    costUsd,
    roundedUsd: roundedUp(costUsd ?? 0),
    inWords: `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}, ${perRun(predictors.length)},`,
  };
}

/** With the program's own demos only: the trials' prompts are longer. */
function costOfCalls({ lm, program, trainset }: LoadedTask, calls: number): number | null {
  if (!(lm instanceof LM) || lm.price === undefined) return null;
  const ownDemos = program.predictors()[0]?.[1].demos ?? [];
  const one = costOf(lm.price, { ...callSize(program, trainset, ownDemos), cachedPromptTokens: 0 });
  return one === null ? null : one * calls;
}

const DIGITS = 2;

/** Two digits that count, never below the amount. */
function roundedUp(usd: number): string {
  if (usd <= 0) return '0';
  const place = DIGITS - 1 - Math.floor(Math.log10(usd));
  const decimals = Math.max(0, place);
  return (Math.ceil(usd * 10 ** decimals) / 10 ** decimals).toFixed(decimals);
}
