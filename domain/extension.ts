import type { Budget } from './budget.ts';
import type { RunState } from './run.ts';

/** What someone wants to add to a run. */
export interface Extension {
  /** Trials to add to its plan. */
  readonly trials?: number;
  /** Caps to use from now on; only higher ones are accepted. */
  readonly budget?: Budget;
}

/**
 * All that was added to a run since it began. It is kept in the run's state and not in its settings, so that the
 * command that began the run still finds it.
 */
export interface Extended {
  readonly trials: number;
  /** Only the caps that were raised, as they are now. */
  readonly budget: Budget;
}

export const NOT_EXTENDED: Extended = { trials: 0, budget: {} };

export function isExtended({ trials, budget }: Extended): boolean {
  return trials > 0 || Object.keys(budget).length > 0;
}

export const CAPS = ['maxCostUsd', 'maxLmCalls', 'maxDurationMs'] as const;

/** Why a run with these caps cannot be extended like that; null when it can. Pure. */
export function extensionProblem(current: Budget, { trials, budget = {} }: Extension): string | null {
  if (trials !== undefined && !(Number.isInteger(trials) && trials > 0))
    return `Trials to add must be a whole number above 0, not ${trials}.`;
  for (const cap of CAPS) {
    const [now, next] = [current[cap], budget[cap]];
    if (next === undefined) continue;
    if (now === undefined) return `${cap} has no limit in this run; it cannot be extended.`;
    if (!(next >= now)) return `${cap} can only be raised: it is ${now}, asked for was ${next}.`;
  }
  return null;
}

/** The state of a run to which something was added. Expects an extension without a problem. Pure. */
export function extendState(state: RunState, { trials = 0, budget = {} }: Extension): RunState {
  const { prepared, extended } = state;
  return {
    ...state,
    prepared: prepared && {
      ...prepared,
      sizes: { ...prepared.sizes, trials: prepared.sizes.trials + trials },
    },
    extended: { trials: extended.trials + trials, budget: { ...extended.budget, ...budget } },
  };
}

/** The caps in force: those given, unless they were raised further. A cap that was raised is never lost. Pure. */
export function budgetInForce(given: Budget, { budget }: Extended): Budget {
  const raised = CAPS.flatMap((cap) => {
    const high = budget[cap];
    return high === undefined ? [] : [[cap, Math.max(given[cap] ?? 0, high)] as const];
  });
  return { ...given, ...Object.fromEntries(raised) };
}

/** The caps that someone wants higher than they are. A cap that is not there is not raised. Pure. */
export function raisedCaps(current: Budget, wanted: Budget): Budget {
  const raised = CAPS.flatMap((cap) => {
    const [now, next] = [current[cap], wanted[cap]];
    return now !== undefined && next !== undefined && next > now ? [[cap, next] as const] : [];
  });
  return Object.fromEntries(raised);
}

/**
 * The state of a run that has ended and goes on: what it knows is kept, how it ended is forgotten. The winner may
 * change, so its score on the test set is open again.
 * @param idleMs time between the end and now; it is no part of the run's duration
 */
export function reopened(state: RunState, idleMs: number): RunState {
  const searched = state.instructions !== null && state.trials.length > 0;
  return {
    ...state,
    stage: searched ? 'search' : 'propose',
    control: { paused: false, stop: null, blocked: null },
    stoppedBecause: null,
    test: { ...state.test, best: null },
    idleMs: state.idleMs + Math.max(0, idleMs),
  };
}
