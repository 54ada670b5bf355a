import type { Progress, RunResult } from '../domain/run.ts';

/** The last look at a run that has ended: a quick one may finish between two looks. Pure. */
export function progressAtEnd(result: RunResult): Progress {
  const { sizes, fingerprint, trials, baseline, best, usage, startedAtMs, stoppedBecause, extended } = result;
  return {
    stage: 'finished',
    status: 'finished',
    blocked: null,
    predictors: [],
    steps: [],
    sizes,
    fingerprint,
    trials,
    baseline,
    best,
    usage,
    startedAtMs,
    stoppedBecause,
    ...(extended && { extended }),
  };
}
