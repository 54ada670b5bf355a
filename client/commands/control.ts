import { setTimeout as wait } from 'node:timers/promises';
import { InvalidRequest } from '../../domain/errors.ts';
import { UnknownRun } from '../errors.ts';
import { findRun } from '../find-run.ts';
import { flagBudget, type OptimizeFlags } from './optimize.ts';
import { withServer, type At } from './with-server.ts';

export type Order = 'pause' | 'resume' | 'stop' | 'extend' | 'cancel';

interface ControlFlags extends Pick<OptimizeFlags, 'maxCost' | 'maxCalls' | 'maxDuration'> {
  readonly json?: boolean;
  readonly now?: boolean;
  readonly trials?: number;
}

const DONE: { readonly [order in Order]: string } = {
  pause: 'paused: no new model call is sent until `durable-mipro resume`',
  resume: 'resumed',
  stop: 'stopping: the best so far becomes the result',
  extend: 'extended',
  cancel: 'cancelled: answers and scores are kept and used again by the next run',
};

const CANCEL_ASKED = 'cancellation is asked for; it takes effect once a worker serves the task';
const CANCEL_WAIT_MS = 3_000;
const CANCEL_POLL_MS = 100;

/** A run under way is ended by its worker, which may be busy or away. */
async function hasEnded({ client }: At, runId: string): Promise<boolean> {
  const deadlineMs = performance.now() + CANCEL_WAIT_MS;
  while (performance.now() < deadlineMs) {
    if ((await client.workflow.getHandle(runId).describe()).status.name !== 'RUNNING') return true;
    await wait(CANCEL_POLL_MS);
  }
  return false;
}

/** How long an order waits for a worker to take it. */
const ORDER_TIMEOUT_MS = 15_000;

/** `durable-mipro pause | resume | stop | extend | cancel`. */
export async function controlCommand(order: Order, wanted: string, flags: ControlFlags): Promise<void> {
  await withServer(async (at) => {
    const { runId, status } = await findRun(at.client, at.runs, wanted);
    if (status !== 'running')
      throw new InvalidRequest(`The run ${runId} is not under way (${status}): nothing to ${order}.`);
    await give(at, runId, { order, flags });
    const done = order !== 'cancel' || (await hasEnded(at, runId));
    process.stdout.write(
      flags.json
        ? `${JSON.stringify({ schema: 1, runId, order, done })}\n`
        : `${runId}: ${done ? DONE[order] : CANCEL_ASKED}\n`,
    );
  });
}

async function give(
  { client }: At,
  runId: string,
  { order, flags }: { order: Order; flags: ControlFlags },
): Promise<void> {
  const handle = client.workflow.getHandle(runId);
  if (order === 'cancel') {
    await handle.cancel();
    return;
  }
  const args =
    order === 'stop' ? [{ mode: flags.now ? 'now' : 'drain' }] : order === 'extend' ? [extension(flags)] : [];
  try {
    await client.workflow.connection.withDeadline(Date.now() + ORDER_TIMEOUT_MS, () =>
      handle.executeUpdate(order, { args: args as never }),
    );
  } catch (error) {
    throw toOrderError(runId, order, error);
  }
}

function extension(flags: ControlFlags) {
  const budget = flagBudget(flags);
  if (flags.trials === undefined && Object.keys(budget).length === 0) {
    throw new InvalidRequest(
      'extend needs at least one of --trials, --max-cost, --max-calls, --max-duration.',
    );
  }
  return { ...(flags.trials !== undefined && { trials: flags.trials }), budget };
}

function toOrderError(runId: string, order: Order, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'WorkflowUpdateFailedError') {
    return new InvalidRequest(
      error.cause instanceof Error ? error.cause.message : `The run refused to ${order}.`,
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
