import type { Client, WorkflowHandle } from '@temporalio/client';
import { changedParts } from '../domain/fingerprint.ts';
import type { Fingerprint, RunSpec, RunState } from '../domain/run.ts';
import { runIdOf, taskQueue } from '../domain/task-queue.ts';
import type { RunFolders } from '../stores/run-folders.ts';
import type { optimize } from '../workflows/optimize.ts';
import { TaskChanged } from './errors.ts';

export type RunHandle = WorkflowHandle<typeof optimize>;

export type StartOutcome = 'joined' | 'started' | 'resumed-from-checkpoint' | 'finished-before';

/** What starting a run will come to, known before anything is started. */
export interface StartPlan {
  readonly outcome: StartOutcome;
  /** The state to go on from. */
  readonly resume: RunState | null;
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
 * Looks whether the server has the run, or only its checkpoint file is left. A run that ended without a result and
 * began with other code or data starts from the beginning: its scores would not fit.
 * @throws TaskChanged for a run that began with other code or data: before a worker of ours can disturb it
 */
export async function planStart({ client, spec, runs, fingerprint, again }: PlanOptions): Promise<StartPlan> {
  if (again) return { outcome: 'started', resume: null, fingerprint };
  const runId = runIdOf(spec.task, spec.specHash);
  const known = await describe(client, runId);
  const outcome = OUTCOME_OF_STATUS[known?.status ?? ''];
  if (outcome !== undefined) {
    const changed = changesSince(known?.fingerprint ?? null, fingerprint);
    if (changed.length > 0) throw new TaskChanged(runId, changed);
    return { outcome, resume: null };
  }
  const resume = await stateToGoOnFrom(runs, spec, fingerprint);
  return { outcome: resume === null ? 'started' : 'resumed-from-checkpoint', resume, fingerprint };
}

/** Runs that ended in another way are started again. */
const OUTCOME_OF_STATUS: { readonly [status: string]: StartOutcome } = {
  RUNNING: 'joined',
  COMPLETED: 'finished-before',
};

async function stateToGoOnFrom(
  runs: RunFolders,
  spec: RunSpec,
  fingerprint: Fingerprint,
): Promise<RunState | null> {
  const state = (await runs.checkpoint(spec))?.state;
  if (!state?.prepared || changedParts(state.prepared.fingerprint, fingerprint).length > 0) return null;
  return unblocked(state);
}

function changesSince(before: Fingerprint | null, now: Fingerprint): string[] {
  return before === null ? [] : changedParts(before, now);
}

/** Starting again is how a person says that the cause of a block is removed. */
function unblocked(state: RunState): RunState {
  return { ...state, control: { ...state.control, blocked: null } };
}

/** Does what the plan says. When someone else was quicker, joins their run. */
export async function startRun(client: Client, spec: RunSpec, plan: StartPlan): Promise<RunHandle> {
  const workflowId = runIdOf(spec.task, spec.specHash);
  if (plan.outcome === 'joined' || plan.outcome === 'finished-before') {
    return client.workflow.getHandle(workflowId);
  }
  return client.workflow.start<typeof optimize>('optimize', {
    workflowId,
    taskQueue: taskQueue(spec.task),
    args: [{ spec, ...(plan.resume !== null && { resume: plan.resume }) }],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    ...(plan.fingerprint && { memo: { fingerprint: plan.fingerprint } }),
    staticSummary: `MIPROv2: ${spec.task}`,
  });
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
