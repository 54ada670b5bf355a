import type { Client, WorkflowHandle } from '@temporalio/client';
import type { RunSpec, RunState } from '../domain/run.ts';
import { runIdOf, taskQueue } from '../domain/task-queue.ts';
import type { optimize } from '../workflows/optimize.ts';

export type RunHandle = WorkflowHandle<typeof optimize>;

export interface StartOptions {
  readonly client: Client;
  readonly spec: RunSpec;
  /** Where to go on when the server knows nothing of the run. */
  readonly checkpoint: RunState | null;
  /** Replace a run under the same id, whatever became of it. */
  readonly again: boolean;
}

export type StartOutcome = 'joined' | 'started' | 'resumed-from-checkpoint' | 'finished-before';

/** Starts the run, or joins it when the server has it already. */
export async function startRun(options: StartOptions): Promise<{ handle: RunHandle; outcome: StartOutcome }> {
  const { client, spec, checkpoint, again } = options;
  const runId = runIdOf(spec.task, spec.specHash);
  const known = again ? null : await statusOf(client, runId);
  if (known === 'RUNNING') return { handle: client.workflow.getHandle(runId), outcome: 'joined' };
  if (known === 'COMPLETED') return { handle: client.workflow.getHandle(runId), outcome: 'finished-before' };
  const resume = again ? null : checkpoint;
  const handle = await client.workflow.start<typeof optimize>('optimize', {
    workflowId: runId,
    taskQueue: taskQueue(spec.task),
    args: [{ spec, ...(resume !== null && { resume }) }],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: again ? 'TERMINATE_EXISTING' : 'USE_EXISTING',
    staticSummary: `MIPROv2: ${spec.task}`,
  });
  return { handle, outcome: resume === null ? 'started' : 'resumed-from-checkpoint' };
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
