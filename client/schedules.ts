import {
  WorkflowFailedError,
  type Client,
  type ScheduleDescription,
  type ScheduleHandle,
  type ScheduleSpec,
  type WorkflowHandle,
} from '@temporalio/client';
import { InvalidRequest } from '../domain/errors.ts';
import { scheduleIdOf, type NightReport, type ReoptimizeRequest } from '../domain/night.ts';
import { taskQueue } from '../domain/task-queue.ts';

/** When the nights begin: a cron expression or an interval. */
export interface ScheduleTimes {
  readonly cron?: string;
  readonly everyMs?: number;
  /** @defaultValue UTC */
  readonly timeZone?: string;
  /** Nights begin up to this much later, so that many tasks do not begin at once. */
  readonly jitterMs?: number;
}

export interface NightSchedule {
  readonly task: string;
  readonly paused: boolean;
  readonly note: string | null;
  /** Up to ten, as the server has planned them. */
  readonly next: readonly string[];
  readonly timeZone: string | null;
  readonly started: number;
  readonly missed: number;
  readonly overlapping: number;
  /** Workflow ids of nights under way. */
  readonly running: readonly string[];
}

/** One night that the schedule has started. */
export interface StartedNight {
  readonly workflowId: string;
  readonly scheduledAt: string;
  readonly status: string;
  /** Null while it is under way, and when it failed. */
  readonly report: NightReport | null;
  /** Why it failed. */
  readonly failure: string | null;
}

/** What an outage may have missed and is still made up for: yesterday's night would only be in tonight's way. */
const CATCH_UP = '1 hour';
const PREFIX = scheduleIdOf('');

/**
 * Makes a task's schedule, paused, and gives it, so that its times can be shown before it is let go by `resume`. Times that
 * never come are refused and nothing is left behind.
 * @throws InvalidRequest saying what is wrong with the times, or that there is a schedule
 */
export async function createSchedule(
  client: Client,
  task: string,
  times: ScheduleTimes,
): Promise<NightSchedule> {
  const handle = await create(client, task, toSpec(times));
  const made = await describeSchedule(handle);
  if (made.next.length === 0) {
    await handle.delete();
    throw new InvalidRequest(`The times ${inWords(times)} never come. Nothing was scheduled.`);
  }
  await endBlockedNightsInTime(handle, made);
  return made;
}

/** Of the shortest time from one night to the next, a blocked one may wait for help this long. */
const PATIENT_SHARE = 0.8;

/** How far nights are apart is known once the server has read the times. */
async function endBlockedNightsInTime(handle: ScheduleHandle, { task, next }: NightSchedule): Promise<void> {
  const times = next.map((time) => Date.parse(time));
  const gapsMs = times.slice(1).map((time, index) => time - (times[index] ?? time));
  if (gapsMs.length === 0) return;
  const patienceMs = Math.floor(Math.min(...gapsMs) * PATIENT_SHARE);
  const args: [ReoptimizeRequest] = [{ task, patienceMs }];
  await handle.update(({ action, ...schedule }) => ({ ...schedule, action: { ...action, args } }));
}

async function create(client: Client, task: string, spec: ScheduleSpec): Promise<ScheduleHandle> {
  try {
    return await client.schedule.create({
      scheduleId: scheduleIdOf(task),
      spec,
      action: {
        type: 'startWorkflow',
        workflowType: 'reoptimize',
        workflowId: scheduleIdOf(task),
        taskQueue: taskQueue(task),
        args: [{ task }],
        staticSummary: `nightly: ${task}`,
      },
      policies: { overlap: 'SKIP', catchupWindow: CATCH_UP, pauseOnFailure: true },
      state: { paused: true, note: 'being made' },
    });
  } catch (error) {
    throw toScheduleError(error, task, spec);
  }
}

function toScheduleError(error: unknown, task: string, spec: ScheduleSpec): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'ScheduleAlreadyRunning') {
    return new InvalidRequest(
      `The task ${task} has a schedule. Look at it with \`durable-mipro schedule show ${task}\`; delete it first to make another.`,
    );
  }
  // How the SDK passes on that the server cannot read the times.
  if (error.name === 'TypeError') {
    return new InvalidRequest(
      `The times ${spec.cronExpressions?.join() ?? ''} cannot be used: ${error.message}.`,
      { cause: error },
    );
  }
  return error;
}

/** @throws InvalidRequest for an unknown time zone, or not exactly one of cron and interval */
function toSpec({ cron, everyMs, timeZone, jitterMs }: ScheduleTimes): ScheduleSpec {
  if ((cron === undefined) === (everyMs === undefined))
    throw new InvalidRequest("A schedule needs either --cron '0 3 * * *' or --every 24h.");
  if (timeZone !== undefined && !isTimeZone(timeZone))
    throw new InvalidRequest(`There is no time zone ${timeZone}. Give one such as Europe/Berlin or UTC.`);
  return {
    ...(cron !== undefined && { cronExpressions: [cron] }),
    ...(everyMs !== undefined && { intervals: [{ every: everyMs }] }),
    ...(timeZone !== undefined && { timezone: timeZone }),
    ...(jitterMs !== undefined && { jitter: jitterMs }),
  };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // The only way to ask is to try.
    return false;
  }
}

function inWords({ cron, everyMs }: ScheduleTimes): string {
  return cron === undefined ? `every ${everyMs} ms` : JSON.stringify(cron);
}

/** The handle of a task's schedule. @throws InvalidRequest when the server has none */
export async function findSchedule(
  client: Client,
  task: string,
): Promise<{ readonly handle: ScheduleHandle; readonly schedule: NightSchedule }> {
  const handle = client.schedule.getHandle(scheduleIdOf(task));
  try {
    return { handle, schedule: await describeSchedule(handle) };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ScheduleNotFoundError') throw error;
    throw new InvalidRequest(
      `The task ${task} has no schedule on this server: durable-mipro schedule create <task-file> --cron '0 3 * * *'.`,
      { cause: error },
    );
  }
}

export async function describeSchedule(handle: ScheduleHandle): Promise<NightSchedule> {
  return toSchedule(await handle.describe());
}

function toSchedule({ scheduleId, state, info, spec }: ScheduleDescription): NightSchedule {
  return {
    task: scheduleId.slice(PREFIX.length),
    paused: state.paused,
    note: state.note ?? null,
    next: info.nextActionTimes.map((time) => time.toISOString()),
    timeZone: spec.timezone || null,
    started: info.numActionsTaken,
    missed: info.numActionsMissedCatchupWindow,
    overlapping: info.numActionsSkippedOverlap,
    running: info.runningActions.map(({ workflow }) => workflow.workflowId),
  };
}

/** The names of all tasks that have a schedule. */
export async function scheduledTasks(client: Client): Promise<string[]> {
  const tasks: string[] = [];
  for await (const { scheduleId } of client.schedule.list())
    if (scheduleId.startsWith(PREFIX)) tasks.push(scheduleId.slice(PREFIX.length));
  return tasks.toSorted();
}

/** The last night that the schedule has started; null when there was none. */
export async function lastNight(client: Client, handle: ScheduleHandle): Promise<StartedNight | null> {
  const last = (await handle.describe()).info.recentActions.at(-1);
  if (last === undefined) return null;
  const { workflowId, firstExecutionRunId } = last.action.workflow;
  const night = client.workflow.getHandle(workflowId, firstExecutionRunId);
  const status = (await night.describe()).status.name;
  return {
    workflowId,
    scheduledAt: last.scheduledAt.toISOString(),
    status: status.toLowerCase(),
    report: status === 'COMPLETED' ? ((await night.result()) as NightReport) : null,
    failure: status === 'FAILED' ? await failureOf(night) : null,
  };
}

async function failureOf(night: WorkflowHandle): Promise<string | null> {
  try {
    await night.result();
    return null;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return error.cause?.message ?? error.message;
  }
}
