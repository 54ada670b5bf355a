import type { WorkflowClient } from '@temporalio/client';
import { InvalidRequest } from '../domain/errors.ts';
import type { Extension } from '../domain/extension.ts';
import { UnknownRun } from './errors.ts';

/** What a run under way can be told by an update. */
export type Order =
  | { readonly name: 'pause' }
  | { readonly name: 'resume' }
  | { readonly name: 'stop'; readonly mode: 'drain' | 'now' }
  | { readonly name: 'extend'; readonly extension: Extension };

/** How long an order waits for a worker to take it. */
const ORDER_TIMEOUT_MS = 15_000;

/** Tells a run under way. @throws InvalidRequest when the run refuses; Error when no worker takes the order */
export async function giveOrder(client: WorkflowClient, runId: string, order: Order): Promise<void> {
  const handle = client.getHandle(runId);
  try {
    await client.connection.withDeadline(Date.now() + ORDER_TIMEOUT_MS, () =>
      handle.executeUpdate(order.name, { args: argumentsOf(order) as never }),
    );
  } catch (error) {
    throw toOrderError(runId, order, error);
  }
}

function argumentsOf(order: Order): readonly unknown[] {
  if (order.name === 'stop') return [{ mode: order.mode }];
  return order.name === 'extend' ? [order.extension] : [];
}

function toOrderError(runId: string, { name }: Order, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'WorkflowUpdateFailedError') {
    return new InvalidRequest(
      error.cause instanceof Error ? error.cause.message : `The run refused to ${name}.`,
    );
  }
  if (error.name === 'WorkflowNotFoundError') return new UnknownRun(runId, []);
  if (error.name.includes('WorkflowUpdateRPCTimeout') || error.name === 'ServiceError') {
    return new Error(
      `No worker took the order within ${ORDER_TIMEOUT_MS / 1_000} s. Start one (durable-mipro worker <task-file>) and give it again.`,
      { cause: error },
    );
  }
  return error;
}
