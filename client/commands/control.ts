import { setTimeout as wait } from 'node:timers/promises';
import { InvalidRequest } from '../../domain/errors.ts';
import { findRun } from '../find-run.ts';
import { giveOrder } from '../give-order.ts';
import { withServer, type At } from './with-server.ts';
import { print, printJson } from '../show/print.ts';

export type ControlOrder = 'pause' | 'stop' | 'cancel';

interface ControlFlags {
  readonly json?: boolean;
  readonly now?: boolean;
}

const DONE: { readonly [order in ControlOrder]: string } = {
  pause: 'paused: no new model call is sent until `durable-mipro resume`',
  stop: 'stopping: the best so far becomes the result',
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

/** `durable-mipro pause | stop | cancel`: orders that only a run under way can take. */
export async function controlCommand(
  order: ControlOrder,
  wanted: string,
  flags: ControlFlags,
): Promise<void> {
  await withServer(async (at) => {
    const { runId, status } = await findRun(at.client, at.runs, wanted);
    if (status !== 'running')
      throw new InvalidRequest(`The run ${runId} is not under way (${status}): nothing to ${order}.`);
    await give(at, runId, { order, flags });
    const done = order !== 'cancel' || (await hasEnded(at, runId));
    if (flags.json) printJson({ schema: 1, runId, order, done });
    else print(`${runId}: ${done ? DONE[order] : CANCEL_ASKED}`);
  });
}

async function give(
  { client }: At,
  runId: string,
  { order, flags }: { order: ControlOrder; flags: ControlFlags },
): Promise<void> {
  if (order === 'cancel') await client.workflow.getHandle(runId).cancel();
  else if (order === 'pause') await giveOrder(client.workflow, runId, { name: 'pause' });
  else await giveOrder(client.workflow, runId, { name: 'stop', mode: flags.now ? 'now' : 'drain' });
}
