import type { Client } from '@temporalio/client';
import { InvalidRequest } from '../../domain/errors.ts';
import { loadTask } from '../../workers/load-task.ts';
import type { NightProgress } from '../../domain/night.ts';
import type { Progress } from '../../domain/run.ts';
import { giveOrder } from '../give-order.ts';
import { askNight, nightsUnderWay, orderNight } from '../night-order.ts';
import {
  createSchedule,
  describeSchedule,
  findSchedule,
  lastNight,
  scheduledTasks,
  type NightSchedule,
} from '../schedules.ts';
import { nightText, scheduleText, timesText } from '../show/night-text.ts';
import { loadTaskFile } from '../task-file.ts';
import { lastEventMs, unserved, type Unserved } from '../unserved.ts';
import { withServer, type At } from './with-server.ts';
import { print, printJson, say } from '../show/print.ts';

interface JsonFlag {
  readonly json?: boolean;
}

export interface CreateFlags extends JsonFlag {
  readonly cron?: string;
  readonly every?: number;
  readonly timezone?: string;
  readonly jitter?: number;
}

const TIMES_SHOWN = 5;

/** `durable-mipro schedule create`: the times are shown before the schedule is let go. */
export async function createCommand(file: string, flags: CreateFlags): Promise<void> {
  const { cron, every, timezone, jitter, json } = flags;
  const source = await loadTaskFile(file);
  const { name } = await loadTask(source);
  await withServer(async ({ client }) => {
    const made = await createSchedule(client, name, {
      ...(cron !== undefined && { cron }),
      ...(every !== undefined && { everyMs: every }),
      ...(timezone !== undefined && { timeZone: timezone }),
      ...(jitter !== undefined && { jitterMs: jitter }),
    });
    say(timesText(made, TIMES_SHOWN));
    const { handle } = await findSchedule(client, name);
    await handle.unpause('made');
    tell(json, { task: name, next: made.next.slice(0, TIMES_SHOWN) }, [
      `${name}: scheduled. Keep a worker running: durable-mipro worker ${file}`,
    ]);
  });
}

/** `durable-mipro schedule list`: every task that has one. */
export async function listCommand({ json }: JsonFlag): Promise<void> {
  await withServer(async ({ client }) => {
    const tasks = await scheduledTasks(client);
    const schedules = await Promise.all(
      tasks.map(async (task) => (await findSchedule(client, task)).schedule),
    );
    for (const schedule of schedules) tell(json, { ...schedule }, [scheduleText(schedule)]);
    if (!json && schedules.length === 0)
      print('No schedules yet: durable-mipro schedule create <task-file> makes one.');
  });
}

/** `durable-mipro schedule show`: its times, the night under way, and how the last one ended. */
export async function showScheduleCommand(task: string, { json }: JsonFlag): Promise<void> {
  await withServer(async (at) => {
    const { client } = at;
    const { handle, schedule } = await findSchedule(client, task);
    const last = await lastNight(client, handle);
    const running = await Promise.all(schedule.running.map((id) => nightUnderWay(at, id)));
    tell(json, { ...schedule, underWay: running, lastResult: last }, [
      scheduleText(schedule),
      timesText(schedule, TIMES_SHOWN),
      ...nightText(last, running),
    ]);
  });
}

/** Where it stands, or since when nobody serves it. */
async function nightUnderWay({ client }: At, id: string): Promise<NightProgress | Unserved> {
  const progress = await askNight(client, id);
  return progress ?? unserved({ sinceMs: await lastEventMs(client, id), nowMs: Date.now() });
}

export type ScheduleOrder = 'run' | 'pause' | 'resume' | 'delete';

const DONE: { readonly [order in ScheduleOrder]: string } = {
  run: 'a night is started, unless one is under way',
  pause: 'paused: no night begins until `durable-mipro schedule resume`',
  resume: 'goes on',
  delete: 'deleted: nights under way end by themselves; champions and reports are kept',
};

export interface OrderFlags extends JsonFlag {
  readonly note?: string;
}

/** `durable-mipro schedule run | pause | resume | delete`. */
export async function orderScheduleCommand(
  order: ScheduleOrder,
  task: string,
  { json, note = 'from the command line' }: OrderFlags,
): Promise<void> {
  await withServer(async (at) => {
    const { handle } = await findSchedule(at.client, task);
    if (order === 'pause') await handle.pause(note);
    else if (order === 'resume') await handle.unpause(note);
    else if (order === 'delete') await handle.delete();
    // Its own default would let two nights of one task run at once.
    else await handle.trigger('SKIP');
    if (order === 'resume') await unblock(at, task);
    const after: NightSchedule | null = order === 'delete' ? null : await describeSchedule(handle);
    tell(json, { task, order, schedule: after }, [`${task}: ${DONE[order]}`]);
    if (order === 'run') await warnWithoutWorker(at, task);
  });
}

/** Whoever lets the schedule go on has removed the cause of a block. */
async function unblock({ client }: At, task: string): Promise<void> {
  for (const night of await nightsUnderWay(client, task)) {
    const progress = await askNight(client, night);
    if (progress?.blocked) await orderNight(client, night, { name: 'resume' });
    if (progress?.runBlocked && progress.runId !== null) await resumeRun(client, progress.runId);
  }
}

/** It may have gone on by itself: someone was told of its block, too. */
async function resumeRun(client: Client, runId: string): Promise<void> {
  const { blocked } = await client.workflow.getHandle(runId).query<Progress>('progress');
  if (blocked !== null) await giveOrder(client.workflow, runId, { name: 'resume' });
}

async function warnWithoutWorker({ client, namespace }: At, task: string): Promise<void> {
  const { taskQueue } = await import('../../domain/task-queue.ts');
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue(task) },
    taskQueueType: 1,
  });
  if ((pollers ?? []).length > 0) return;
  say(
    `No worker serves ${task}: the night waits until one does. Start one: durable-mipro worker <task-file>`,
  );
}

export interface BackfillFlags extends JsonFlag {
  readonly from: string;
  readonly to: string;
}

/** `durable-mipro schedule backfill`: the nights of a time that has passed, one after the other. */
export async function backfillCommand(task: string, { from, to, json }: BackfillFlags): Promise<void> {
  const [start, end] = [toDate('--from', from), toDate('--to', to)];
  if (start >= end) throw new InvalidRequest(`--from must be before --to; got ${from} and ${to}.`);
  await withServer(async ({ client }) => {
    const { handle } = await findSchedule(client, task);
    await handle.backfill({ start, end, overlap: 'BUFFER_ALL' });
    tell(json, { task, order: 'backfill', from: start.toISOString(), to: end.toISOString() }, [
      `${task}: the nights from ${start.toISOString()} to ${end.toISOString()} are started one after the other`,
    ]);
  });
}

function toDate(flag: string, text: string): Date {
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new InvalidRequest(
    `${flag} must be a time such as 2026-11-24T00:00:00Z; got ${JSON.stringify(text)}.`,
  );
}

function tell(json: boolean | undefined, facts: object, lines: readonly string[]): void {
  if (json) printJson({ schema: 1, ...facts });
  else print(lines.join('\n'));
}
