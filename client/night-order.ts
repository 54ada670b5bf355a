import type { Client } from '@temporalio/client';
import { InvalidRequest } from '../domain/errors.ts';
import type { NightProgress, Verdict } from '../domain/night.ts';
import { taskQueue } from '../domain/task-queue.ts';

/** How long an order waits for a worker to take it. */
const ORDER_TIMEOUT_MS = 15_000;

/** The workflow ids of a task's nights that are under way. */
export async function nightsUnderWay(client: Client, task: string): Promise<string[]> {
  const query = `WorkflowType = 'reoptimize' AND ExecutionStatus = 'Running' AND TaskQueue = '${taskQueue(task)}'`;
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
  return ids;
}

/** The one night that is under way. @throws InvalidRequest when there is none, or several */
export async function theNight(client: Client, task: string): Promise<string> {
  const [only, ...others] = await nightsUnderWay(client, task);
  if (only === undefined) throw new InvalidRequest(`No night of the task ${task} is under way.`);
  if (others.length > 0) {
    throw new InvalidRequest(
      `Several nights of the task ${task} are under way: ${[only, ...others].join(', ')}. Cancel all but one.`,
    );
  }
  return only;
}

export type NightOrder =
  { readonly name: 'approve' | 'reject'; readonly verdict: Verdict } | { readonly name: 'resume' };

/** Tells a night. @throws InvalidRequest when the night refuses; Error when no worker takes the order */
export async function orderNight(client: Client, workflowId: string, order: NightOrder): Promise<void> {
  const args = order.name === 'resume' ? [] : [order.verdict];
  try {
    await client.connection.withDeadline(Date.now() + ORDER_TIMEOUT_MS, () =>
      client.workflow.getHandle(workflowId).executeUpdate(order.name, { args: args as never }),
    );
  } catch (error) {
    throw toOrderError(error);
  }
}

function toOrderError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'WorkflowUpdateFailedError' && error.cause instanceof Error)
    return new InvalidRequest(error.cause.message);
  if (error.name.includes('WorkflowUpdateRPCTimeout') || error.name === 'ServiceError') {
    return new Error(
      `No worker took the order within ${ORDER_TIMEOUT_MS / 1_000} s. Start one (durable-mipro worker <task-file>) and give it again.`,
      { cause: error },
    );
  }
  return error;
}

/** Where a night stands; null while no worker serves the task. */
export async function askNight(client: Client, workflowId: string): Promise<NightProgress | null> {
  try {
    return await client.connection.withDeadline(Date.now() + ORDER_TIMEOUT_MS, () =>
      client.workflow.getHandle(workflowId).query<NightProgress>('night'),
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'ServiceError') return null;
    throw error;
  }
}
