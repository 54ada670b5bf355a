import type { Progress } from '../domain/run.ts';
import type { RunFolders, RunKey } from '../stores/run-folders.ts';

/** Where a run stood when it last wrote its state; null before its first checkpoint. */
export async function lastCheckpoint(runs: RunFolders, key: RunKey): Promise<Progress | null> {
  const saved = await runs.checkpoint(key);
  if (saved === null) return null;
  const { state } = saved;
  const full = state.trials.filter((trial) => trial.full).map((trial) => trial.score);
  return {
    stage: state.stage,
    status: state.control.blocked !== null ? 'blocked' : state.control.paused ? 'paused' : 'running',
    blocked: state.control.blocked,
    sizes: state.prepared?.sizes ?? null,
    fingerprint: state.prepared?.fingerprint ?? null,
    predictors: state.prepared?.predictors ?? [],
    steps: [],
    trials: state.trials,
    baseline: state.trials[0]?.score ?? null,
    best: full.length === 0 ? null : Math.max(...full),
    usage: state.usage,
    startedAtMs: state.startedAtMs,
    stoppedBecause: state.stoppedBecause,
  };
}
