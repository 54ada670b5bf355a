import { NOT_EXTENDED } from '../domain/extension.ts';
import type { RunState } from '../domain/run.ts';
import { STATE_SCHEMA, upgradeState } from '../domain/upgrade-state.ts';
import { NO_USAGE } from '../domain/usage.ts';
import { nowMs } from './time.ts';

/**
 * The state to go on from: the given one, which an older version may have written, or that of a run that has done
 * nothing yet. One of a newer version is refused, and Temporal tries the workflow again until a newer worker takes it.
 */
export function startState(resumed: RunState | undefined): RunState {
  return resumed === undefined ? fresh() : upgradeState(resumed);
}

function fresh(): RunState {
  return {
    schema: STATE_SCHEMA,
    stage: 'prepare',
    prepared: null,
    instructions: null,
    demos: null,
    trials: [],
    test: { baseline: null, best: null },
    problems: {},
    usage: NO_USAGE,
    control: { paused: false, stop: null, blocked: null },
    stoppedBecause: null,
    startedAtMs: nowMs(),
    checkpoints: 0,
    notes: [],
    extended: NOT_EXTENDED,
    idleMs: 0,
  };
}
