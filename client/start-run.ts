import type { Client, WorkflowHandle } from '@temporalio/client';
import { changedParts } from '../domain/fingerprint.ts';
import type { Fingerprint, RunSpec, RunState } from '../domain/run.ts';
import { runIdOf, taskQueue } from '../domain/task-queue.ts';
import type { RunFolders } from '../stores/run-folders.ts';
import type { optimize } from '../workflows/optimize.ts';

export type RunHandle = WorkflowHandle<typeof optimize>;

export type StartOutcome = 'joined' | 'started' | 'resumed-from-checkpoint' | 'finished-before';

/** What starting a run will come to, known before anything is started. */
export interface StartPlan {
  readonly outcome: StartOutcome;
  /** The state to go on from. */
  readonly resume: RunState | null;
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
 */
export async function planStart({ client, spec, runs, fingerprint, again }: PlanOptions): Promise<StartPlan> {
  if (again) return { outcome: 'started', resume: null };
  const status = await statusOf(client, runIdOf(spec.task, spec.specHash));
  if (status === 'RUNNING') return { outcome: 'joined', resume: null };
  if (status === 'COMPLETED') return { outcome: 'finished-before', resume: null };
  const state = (await runs.checkpoint(spec))?.state;
  const before = state?.prepared?.fingerprint;
  if (state === undefined || before === undefined || changedParts(before, fingerprint).length > 0) {
    return { outcome: 'started', resume: null };
  }
  return { outcome: 'resumed-from-checkpoint', resume: unblocked(state) };
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
    staticSummary: `MIPROv2: ${spec.task}`,
  });
}

/** The status of the latest run with that id; null when the server has none. */
export async function statusOf(client: Client, runId: string): Promise<string | null> {
  try {
    return (await client.workflow.getHandle(runId).describe()).status.name;
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return null;
    throw error;
  }
}
