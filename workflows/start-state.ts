import type { RunState } from '../domain/run.ts';
import { NO_USAGE } from '../domain/usage.ts';
import { nowMs } from './time.ts';

/** The state to go on from: the given one, or that of a run that has done nothing yet. */
export function startState(resumed: RunState | undefined): RunState {
  return resumed ?? fresh();
}

function fresh(): RunState {
  return {
    schema: 1,
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
  };
}
