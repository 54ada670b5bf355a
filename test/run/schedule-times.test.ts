import { randomUUID } from 'node:crypto';
import { Client, Connection, WorkflowNotFoundError, type ScheduleHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSchedule, findSchedule, type ScheduleTimes } from '../../client/schedules.ts';
import { describeWithServer } from '../real-server.ts';
import { eventually } from './lab.ts';
import { around, clockChanges, clockIn, showingTimes, type ClockChange } from './wall-clock.ts';

const DAYS_OF_A_YEAR = 366;
const DAY_MS = 86_400_000;
const ZONES = ['Europe/Berlin', 'America/New_York'];

const changesOf = (zone: string, fromMs: number): [string, string, ClockChange][] =>
  clockChanges(clockIn(zone), fromMs, DAYS_OF_A_YEAR).map((change) => [change.kind, zone, change]);

const COMING = ZONES.flatMap((zone) => changesOf(zone, Date.now()));
const PAST = changesOf('Europe/Berlin', Date.now() - DAYS_OF_A_YEAR * DAY_MS);

/**
 * Each day that has the time has a night, and there are no others. Where an hour comes twice the server begins one night
 * or two, by zone.
 */
function expectOnEachDay(times: readonly string[], days: readonly string[][]): void {
  expect(days.map((day) => day.some((time) => times.includes(time)))).toEqual(days.map(() => true));
  expect(times.filter((time) => !days.flat().includes(time))).toEqual([]);
  expect(new Set(times).size).toBe(times.length);
}

/** The schedule has not noticed yet that its night is over. */
function unlessOver(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

/** Nobody serves these nights: they are under way until the test ends them. */
describeWithServer('the times of nights', ({ address }) => {
  let connection: Connection;
  let client: Client;
  const handles: ScheduleHandle[] = [];

  beforeAll(async () => {
    connection = await Connection.connect({ address });
    client = new Client({ connection });
  });
  afterAll(async () => {
    await Promise.all(handles.map((handle) => handle.delete()));
    await connection.close();
  });

  async function schedule(times: ScheduleTimes) {
    const task = `times-${randomUUID().slice(0, 8)}`;
    const { next } = await createSchedule(client, task, times);
    const { handle } = await findSchedule(client, task);
    handles.push(handle);
    return { next, handle, now: async () => (await findSchedule(client, task)).schedule };
  }

  /** A night of it is under way, or waits for that one's end. */
  async function isUnderWay(handle: ScheduleHandle): Promise<boolean> {
    const { info, raw } = await handle.describe();
    return info.runningActions.length > 0 || Number(raw.info?.bufferSize ?? 0) > 0;
  }

  const end = (workflowId: string) =>
    client.workflow.getHandle(workflowId).terminate('over').catch(unlessOver);

  test.concurrent.each(COMING)('as they are shown before: when %s in %s', async (_, zone, change) => {
    const clock = clockIn(zone);
    const { month, day } = clock(change.atMs);
    const [hour, minute] = change.time.split(':').map(Number);
    const cron = `${minute} ${hour} ${day - 1}-${day} ${month} *`;
    const { next } = await schedule({ cron, timeZone: zone });
    const { start, end: last } = around(change);
    const shown = next.filter((time) => time >= start.toISOString() && time <= last.toISOString());
    const days = showingTimes(clock, change.time, { start, end: last });
    expectOnEachDay(shown, days.slice(0, change.kind === 'an hour is missing' ? 1 : 2));
  });

  test.concurrent.each(PAST)('are those of the nights that begin: %s in %s', async (_, zone, change) => {
    const [hour, minute] = change.time.split(':').map(Number);
    const { handle, now } = await schedule({ cron: `${minute} ${hour} * * *`, timeZone: zone });
    await handle.backfill({ ...around(change), overlap: 'BUFFER_ALL' });
    const begun: string[] = [];
    await eventually(async () => (await now()).running.length > 0);
    while (await isUnderWay(handle)) {
      const { running } = await now();
      expect(running.length).toBeLessThanOrEqual(1);
      for (const id of running) await end(id);
      begun.push(...running.filter((id) => !begun.includes(id)));
    }
    const times = begun.map((id) => id.slice(id.indexOf('-20') + 1).replace('Z', '.000Z'));
    const days = showingTimes(clockIn(zone), change.time, around(change));
    expectOnEachDay(times, days);
    expect(days).toHaveLength(change.kind === 'an hour is missing' ? 2 : 3);
    expect((await now()).started).toBe(begun.length);
  });

  test.concurrent('are left out while a night is under way, and kept again after it', async () => {
    const { handle, now } = await schedule({ everyMs: 1_000 });
    await handle.unpause();
    await eventually(async () => (await now()).overlapping >= 2);
    const during = await now();
    expect(during).toMatchObject({ started: 1, missed: 0, running: [expect.any(String)] });
    await end(during.running[0] ?? '');
    await eventually(async () => (await now()).started === 2);
    await handle.pause();
  });

  test.concurrent('are made up for after an outage of up to an hour, says the server', async () => {
    const { handle } = await schedule({ cron: '0 3 * * *' });
    const { policies, state } = await handle.describe();
    expect(policies).toEqual({ overlap: 'SKIP', catchupWindow: 3_600_000, pauseOnFailure: true });
    expect(state.paused).toBe(true);
  });

  test.concurrent.each([
    ['a cron expression', { cron: '0 3 * * *', timeZone: 'Europe/Berlin' }, 0.8 * DAY_MS],
    ['an interval', { everyMs: 3_600_000 }, 0.8 * 3_600_000],
    ['several times a day', { cron: '0 3,5 * * *' }, 0.8 * 7_200_000],
  ])('bound how long a blocked night waits, by %s', async (_, times, patienceMs) => {
    const { handle } = await schedule(times);
    const { action } = await handle.describe();
    expect(action).toMatchObject({ args: [{ patienceMs }] });
  });
});
