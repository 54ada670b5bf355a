import { condition, type CancellationScope } from '@temporalio/workflow';
import type { RunContext } from '../activities/contract.ts';
import type { PreparedRun, RunSpec, RunState, StopReason } from '../domain/run.ts';
import { addUsage, type Usage } from '../domain/usage.ts';
import { nowMs } from './time.ts';

/**
 * One run while its workflow is awake: the state that travels, and the scopes that an order can interrupt.
 *
 * Invariants
 * 1. All that must be remembered is in `state`; nothing else survives continue-as-new.
 * 2. Orders (pause, stop, …) only set `state.control` and interrupt scopes; only the story changes the rest.
 */
export interface Run {
  readonly id: string;
  spec: RunSpec;
  state: RunState;
  /** Steps of the current stage, for progress. */
  readonly steps: Map<string, { done: number; total: number }>;
  readonly interruptible: Set<CancellationScope>;
  /** The checkpoint under way, or the last one. */
  saving: Promise<void>;
}

/** The run ends with the best so far; thrown from wherever work is asked for, caught once in the story. */
export class RunEnding extends Error {
  override readonly name = 'RunEnding';
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(reason);
    this.reason = reason;
  }
}

export function patch(run: Run, change: Partial<RunState>): void {
  run.state = { ...run.state, ...change };
}

export function control(run: Run, change: Partial<RunState['control']>): void {
  patch(run, { control: { ...run.state.control, ...change } });
}

/** Makes every step under way stop sending calls; what it does then is for `perform` to decide. */
export function interrupt(run: Run): void {
  for (const scope of run.interruptible) scope.cancel();
}

/** How long the run has been under way since its start. */
export function elapsedMs({ state }: Run): number {
  return nowMs() - state.startedAtMs - state.idleMs;
}

export function addToLedger(run: Run, usage: Usage): void {
  patch(run, { usage: addUsage(run.state.usage, usage) });
}

export function countStep(run: Run, name: string, change: { total?: number; done?: number }): void {
  const step = run.steps.get(name) ?? { done: 0, total: 0 };
  run.steps.set(name, { done: step.done + (change.done ?? 0), total: step.total + (change.total ?? 0) });
}

export function prepared(run: Run): PreparedRun {
  if (run.state.prepared === null) throw new Error('The run was asked for its data before it was prepared.');
  return run.state.prepared;
}

export function contextOf(run: Run): RunContext {
  const { task, specHash, budget, numThreads, variant } = run.spec;
  const { fingerprint } = prepared(run);
  return { runId: run.id, task, specHash, fingerprint, budget, numThreads, ...(variant && { variant }) };
}

/** Whether a step is still wanted after an order to drain: the wave under way is, new proposals are not. */
export type Need = 'essential' | 'optional';

/** Waits while the run is paused or blocked. @throws RunEnding when an order to stop covers this step */
export async function untilAllowed(run: Run, need: Need): Promise<void> {
  const held = () => run.state.control.paused || run.state.control.blocked !== null;
  await condition(() => !held() || run.state.control.stop !== null);
  const { stop, blocked } = run.state.control;
  const ends = stop === 'now' || (stop === 'drain' && (need === 'optional' || blocked !== null));
  if (ends) throw new RunEnding(run.state.stoppedBecause ?? 'stopped');
}
