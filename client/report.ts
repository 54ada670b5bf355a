import type { RunResult } from '../domain/run.ts';
import type { FinishedRun } from './run-optimization.ts';

/** How a run went: the recorded result, and where its files are. */
export interface RunReport extends RunResult {
  readonly programFile: string;
  /** True when the run had finished before: nothing was done or paid now. */
  readonly finishedBefore: boolean;
}

export function toReport({ result, programFile, finishedBefore }: FinishedRun): RunReport {
  return { ...result, programFile, finishedBefore };
}

/** The object that `--json` prints last. Scores are 0 to 1. */
export interface JsonResult {
  readonly schema: 1;
  readonly runId: string;
  readonly status: 'finished';
  readonly stoppedBecause: RunResult['stoppedBecause'];
  readonly baseline: number | null;
  readonly best: number | null;
  readonly test: { readonly baseline: number | null; readonly best: number | null } | null;
  readonly lmCalls: number;
  readonly cachedCalls: number;
  readonly costUsd: number | null;
  readonly wallMs: number;
  readonly programFile: string;
}

/** Scores have four decimals; the hundredth part of a percentage may miss the nearest double by a bit. */
function tidy(score: number | null): number | null {
  return score === null ? null : Math.round(score * 1e4) / 1e4;
}

export function toJsonResult({
  result,
  programFile,
}: Pick<FinishedRun, 'result' | 'programFile'>): JsonResult {
  const { runId, stoppedBecause, baseline, best, test, usage, wallMs } = result;
  return {
    schema: 1,
    runId,
    status: 'finished',
    stoppedBecause,
    baseline: tidy(baseline),
    best: tidy(best),
    test:
      test.baseline === null && test.best === null
        ? null
        : { baseline: tidy(test.baseline), best: tidy(test.best) },
    lmCalls: usage.lmCalls,
    cachedCalls: usage.cachedCalls,
    costUsd: usage.costUsd,
    wallMs,
    programFile,
  };
}
