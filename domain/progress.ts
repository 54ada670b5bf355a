import { BASELINE_KEY } from './candidate.ts';
import { isExtended } from './extension.ts';
import type { Progress, RunState } from './run.ts';
import type { Score } from './score.ts';
import type { FinishedTrial } from './trial.ts';

/** Where a run with this state stands. `steps` are those of the stage under way. Pure. */
export function progressOf(state: RunState, steps: Progress['steps']): Progress {
  return {
    stage: state.stage,
    status: statusOf(state),
    blocked: state.control.blocked,
    ...preparedParts(state),
    steps,
    trials: state.trials,
    baseline: state.trials.find((trial) => trial.key === BASELINE_KEY)?.score ?? null,
    best: bestScore(state.trials),
    usage: state.usage,
    startedAtMs: state.startedAtMs,
    ...(state.idleMs > 0 && { idleMs: state.idleMs }),
    stoppedBecause: state.stoppedBecause,
    ...(isExtended(state.extended) && { extended: state.extended }),
  };
}

function preparedParts({ prepared }: RunState): Pick<Progress, 'sizes' | 'fingerprint' | 'predictors'> {
  if (prepared === null) return { sizes: null, fingerprint: null, predictors: [] };
  const { sizes, fingerprint, predictors } = prepared;
  return { sizes, fingerprint, predictors };
}

function statusOf({ stage, control }: RunState): Progress['status'] {
  if (stage === 'finished') return 'finished';
  if (control.stop !== null) return 'stopping';
  if (control.blocked !== null) return 'blocked';
  return control.paused ? 'paused' : 'running';
}

function bestScore(trials: readonly FinishedTrial[]): Score | null {
  const full = trials.filter((trial) => trial.full).map((trial) => trial.score);
  return full.length === 0 ? null : Math.max(...full);
}
