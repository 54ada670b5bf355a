import type { Budget } from '../domain/budget.ts';
import { InvalidRequest } from '../domain/errors.ts';
import {
  CAPS,
  budgetInForce,
  extendState,
  extensionProblem,
  raisedCaps,
  reopened,
  type Extension,
} from '../domain/extension.ts';
import type { RunResult, RunState, StopReason } from '../domain/run.ts';
import type { Checkpoint, RunFolders, RunKey } from '../stores/run-folders.ts';

/** What the files say of a run that is not under way. */
export interface EndedRun {
  readonly checkpoint: Checkpoint;
  /** Null when the run never came to its end: it was cancelled, or its server is gone. */
  readonly result: RunResult | null;
}

/** Null when there is no checkpoint here. @throws CheckpointUnreadable */
export async function endedRun(runs: RunFolders, key: RunKey): Promise<EndedRun | null> {
  const checkpoint = await runs.checkpoint(key);
  return checkpoint === null ? null : { checkpoint, result: await runs.result(key) };
}

/** The caps by which a run that ended for want of them goes on; null when these caps change nothing. Pure. */
export function capsToGoOnWith({ checkpoint, result }: EndedRun, wanted: Budget): Budget | null {
  const missing = CAPS_OF_END[(result ?? checkpoint.state).stoppedBecause ?? 'completed'];
  const raised = raisedCaps(capsOf(checkpoint), wanted);
  return missing.some((cap) => raised[cap] !== undefined) ? raised : null;
}

const CAPS_OF_END: { readonly [reason in StopReason]: readonly (keyof Budget)[] } = {
  budget: ['maxLmCalls', 'maxCostUsd'],
  deadline: ['maxDurationMs'],
  completed: [],
  stopped: [],
};

/** The state from which an ended run goes on with what was added. @throws InvalidRequest when it could do nothing more */
export function extendEnded(ended: EndedRun, extension: Extension, nowMs: number): RunState {
  const problem =
    extensionProblem(capsOf(ended.checkpoint), extension) ?? vainBecause(ended, extension) ?? null;
  if (problem !== null) throw new InvalidRequest(problem);
  return extendState(goingOn(ended, nowMs), extension);
}

/** The state from which a run goes on as it was planned. @throws InvalidRequest when it has nothing left to do */
export function resumeEnded(ended: EndedRun, nowMs: number): RunState {
  const reason = ended.result?.stoppedBecause;
  if (reason === 'completed')
    throw new InvalidRequest('The run has made all its planned trials. Add some: extend --trials <n>.');
  if (reason === 'budget' || reason === 'deadline') throw new InvalidRequest(RAISE[reason]);
  return goingOn(ended, nowMs);
}

/** One that never came to its end is only let go of; it keeps how it was ending. */
function goingOn({ checkpoint: { state }, result }: EndedRun, nowMs: number): RunState {
  if (result === null && state.stoppedBecause === null)
    return { ...state, control: { ...state.control, paused: false, blocked: null } };
  return reopened(state, result === null ? 0 : nowMs - (result.startedAtMs + state.idleMs + result.wallMs));
}

function capsOf({ spec, state }: Checkpoint): Budget {
  return budgetInForce(spec.budget, state.extended);
}

const RAISE = {
  budget:
    'The run ended because its budget was used up. Raise it: extend --max-calls <n> or --max-cost <usd>.',
  deadline: 'The run ended because its time was up. Give it more: extend --max-duration <time>.',
} as const;

/** Why the run would end again at once; null when it would not. */
function vainBecause(ended: EndedRun, extension: Extension): string | null {
  const { checkpoint, result } = ended;
  const reason = (result ?? checkpoint.state).stoppedBecause;
  const caps = { ...capsOf(checkpoint), ...extension.budget };
  if (reason === 'completed' && extension.trials === undefined)
    return 'The run has made all its planned trials: a higher cap gives it nothing to do. Add trials: extend --trials <n>.';
  if ((reason === 'budget' || reason === 'deadline') && capsToGoOnWith(ended, caps) === null)
    return RAISE[reason];
  return usedUp(ended, caps);
}

/** Which of these caps leaves nothing. */
function usedUp({ checkpoint, result }: EndedRun, caps: Budget): string | null {
  const { lmCalls, costUsd } = (result ?? checkpoint.state).usage;
  const used = { maxLmCalls: lmCalls, maxCostUsd: costUsd ?? 0, maxDurationMs: result?.wallMs ?? 0 };
  const cap = CAPS.find((each) => used[each] >= (caps[each] ?? Infinity));
  if (cap === undefined) return null;
  return `Of ${cap} ${caps[cap]} the run has used ${used[cap]}, which leaves nothing. Raise it too: extend ${FLAG_OF_CAP[cap]}.`;
}

const FLAG_OF_CAP: { readonly [cap in keyof Budget]-?: string } = {
  maxLmCalls: '--max-calls <n>',
  maxCostUsd: '--max-cost <usd>',
  maxDurationMs: '--max-duration <time>',
};
