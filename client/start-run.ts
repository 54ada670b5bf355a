import type { Client, WorkflowHandle } from '@temporalio/client';
import { changedParts } from '../domain/fingerprint.ts';
import type { RunMemory } from '../domain/run-memory.ts';
import type { Fingerprint, RunSpec, RunState } from '../domain/run.ts';
import { runIdOf, taskQueue } from '../domain/task-queue.ts';
import type { RunFolders } from '../stores/run-folders.ts';
import type { optimize } from '../workflows/optimize.ts';
import { capsToGoOnWith, endedRun, extendEnded, type EndedRun } from './ended-run.ts';
import { TaskChanged } from './errors.ts';
import { restoreMemory } from './restore-memory.ts';

export type RunHandle = WorkflowHandle<typeof optimize>;

export type StartOutcome =
  | 'joined'
  | 'started'
  | 'resumed-from-checkpoint'
  | 'finished-before'
  /** It had ended and goes on with more. */
  | 'extended';

/** What starting a run will come to, known before anything is started. */
export interface StartPlan {
  readonly outcome: StartOutcome;
  /** The state to go on from. */
  readonly resume: RunState | null;
  /** What the stores knew of the run when that state was written. */
  readonly memory?: RunMemory;
  /** Kept by the server beside the run, so that another version of the task can be told before it joins. */
  readonly fingerprint?: Fingerprint;
}

export interface PlanOptions {
  readonly client: Client;
  readonly spec: RunSpec;
  readonly runs: RunFolders;
  readonly fingerprint: Fingerprint;
  /** From the beginning, whatever there was. */
  readonly again: boolean;
}

/**
 * Looks whether the server has the run, or only its checkpoint file is left. A run that ended for want of budget or
 * time goes on when the command gives it more. A run that ended without a result and began with other code or data
 * starts from the beginning: its scores would not fit.
 * @throws TaskChanged for a run that began with other code or data: before a worker of ours can disturb it
 */
export async function planStart(options: PlanOptions): Promise<StartPlan> {
  const { client, spec, fingerprint, again } = options;
  if (again) return { outcome: 'started', resume: null, fingerprint };
  const runId = runIdOf(spec.task, spec.specHash);
  const known = await describe(client, runId);
  if (known?.status !== 'RUNNING') return planOfEnded(options, known);
  refuseChanges(runId, known.fingerprint, fingerprint);
  return { outcome: 'joined', resume: null };
}

async function planOfEnded(
  { spec, runs, fingerprint }: PlanOptions,
  known: Described | null,
): Promise<StartPlan> {
  const runId = runIdOf(spec.task, spec.specHash);
  const ended = await endedRun(runs, spec);
  const more = ended && withMore(ended, spec);
  if (more) {
    refuseChanges(runId, more.prepared?.fingerprint ?? null, fingerprint);
    return { outcome: 'extended', resume: more, fingerprint, ...memoryOf(ended) };
  }
  if (known?.status === 'COMPLETED') {
    refuseChanges(runId, known.fingerprint, fingerprint);
    return { outcome: 'finished-before', resume: null };
  }
  const resume = stateToGoOnFrom(ended, fingerprint);
  if (resume === null) return { outcome: 'started', resume, fingerprint };
  return { outcome: 'resumed-from-checkpoint', resume, fingerprint, ...memoryOf(ended) };
}

/** Goes into a plan that goes on from this run's checkpoint. */
export function memoryOf(ended: EndedRun | null): Pick<StartPlan, 'memory'> {
  const memory = ended?.checkpoint.memory;
  return memory === undefined ? {} : { memory };
}

function withMore(ended: EndedRun, { budget }: RunSpec): RunState | null {
  const caps = capsToGoOnWith(ended, budget);
  return caps === null ? null : extendEnded(ended, { budget: caps }, Date.now());
}

function refuseChanges(runId: string, before: Fingerprint | null, now: Fingerprint): void {
  const changed = before === null ? [] : changedParts(before, now);
  if (changed.length > 0) throw new TaskChanged(runId, changed);
}

function stateToGoOnFrom(ended: EndedRun | null, fingerprint: Fingerprint): RunState | null {
  const state = ended?.checkpoint.state;
  if (!state?.prepared || changedParts(state.prepared.fingerprint, fingerprint).length > 0) return null;
  return asItWas(state);
}

/**
 * Starting again is how a person says that the cause of a block is removed. A run that was ending for want of budget
 * ends: the caps of the present command are not those that it met.
 */
function asItWas(state: RunState): RunState {
  const stop = state.stoppedBecause === 'budget' ? 'now' : state.control.stop;
  return { ...state, control: { ...state.control, blocked: null, stop } };
}

export interface StartPlace {
  readonly client: Client;
  readonly runs: RunFolders;
  readonly home: string;
}

/**
 * Does what the plan says. When someone else was quicker, joins their run; but an extension that would be lost in
 * that is refused, see `isUnderWayAlready`.
 */
export async function startRun(
  { client, runs, home }: StartPlace,
  spec: RunSpec,
  plan: StartPlan,
): Promise<RunHandle> {
  const workflowId = runIdOf(spec.task, spec.specHash);
  if (plan.outcome === 'joined' || plan.outcome === 'finished-before') {
    return client.workflow.getHandle(workflowId);
  }
  if (plan.memory !== undefined) await restoreMemory(home, workflowId, plan.memory);
  const goesOn = plan.outcome === 'extended';
  // First, so that nobody takes the old result for that of the run which goes on.
  if (goesOn) await runs.setResultAside(spec);
  return client.workflow.start<typeof optimize>('optimize', {
    workflowId,
    taskQueue: taskQueue(spec.task),
    args: [
      { spec, ...(plan.resume !== null && { resume: plan.resume }), ...(goesOn && { saveFirst: true }) },
    ],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: goesOn ? 'FAIL' : 'USE_EXISTING',
    ...(plan.fingerprint && { memo: { fingerprint: plan.fingerprint } }),
    staticSummary: `MIPROv2: ${spec.task}`,
  });
}

/** True for the refusal to start what is under way already. */
export function isUnderWayAlready(error: unknown): boolean {
  return error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError';
}

/** The status of the latest run with that id; null when the server has none. */
export async function statusOf(client: Client, runId: string): Promise<string | null> {
  return (await describe(client, runId))?.status ?? null;
}

interface Described {
  readonly status: string;
  /** Of the task that the run was started with. */
  readonly fingerprint: Fingerprint | null;
}

async function describe(client: Client, runId: string): Promise<Described | null> {
  try {
    const { status, memo } = await client.workflow.getHandle(runId).describe();
    return { status: status.name, fingerprint: (memo?.['fingerprint'] as Fingerprint | undefined) ?? null };
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return null;
    throw error;
  }
}
