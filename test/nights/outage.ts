import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { createSchedule, findSchedule, type NightSchedule } from '../../client/schedules.ts';
import { eventually } from '../run/lab.ts';
import { differences, type Story } from './story.ts';
import { inWorld, TASK } from './world.ts';

const EVERY_MS = 30_000;
const KILLED_BEFORE_MS = 2_000;
const OUTAGE_MS = 14_000;
/** The shortest that the server takes. */
const SHORT_WINDOW = '10 seconds';

/**
 * The server is away while a night is due. By the product's own window, an hour, the night is made up for; with a window
 * that is shorter than the outage it is not, and the next one comes at its time. Nobody serves these nights.
 */
export function outage(window: 'longer' | 'shorter'): Promise<Story> {
  return inWorld({}, async ({ atServer, killServer }) => {
    const missed = await atServer(async (client) => {
      await createSchedule(client, TASK, { everyMs: EVERY_MS });
      const { handle } = await findSchedule(client, TASK);
      if (window === 'shorter') await shorten(client);
      await handle.unpause();
      return firstOf(await findSchedule(client, TASK));
    });
    await wait(missed - KILLED_BEFORE_MS - Date.now());
    killServer();
    await wait(OUTAGE_MS);
    const { schedule, begun } = await atServer(async (client) => {
      const now = async () => (await findSchedule(client, TASK)).schedule;
      await eventually(async () => (await now()).started > 0);
      const seen = await now();
      return { schedule: seen, begun: seen.running.map((id) => Date.parse(id.slice(id.indexOf('-20') + 1))) };
    });
    const isMadeUp = window === 'longer';
    return {
      name: `outage ${isMadeUp ? 'within' : 'beyond'} the window`,
      facts: { started: schedule.started, missed: schedule.missed },
      problems: differences([
        ['begun', begun, [isMadeUp ? missed : missed + EVERY_MS]],
        // The server counts one and the same more than once.
        ['missed', schedule.missed > 0, !isMadeUp],
      ]),
    };
  });
}

async function shorten(client: Client): Promise<void> {
  const { handle } = await findSchedule(client, TASK);
  await handle.update(({ policies, ...schedule }) => ({
    ...schedule,
    policies: { ...policies, catchupWindow: SHORT_WINDOW },
  }));
}

/** The next time that leaves room to kill the server before it. */
function firstOf({ schedule }: { schedule: NightSchedule }): number {
  const times = schedule.next.map((time) => Date.parse(time));
  return times.find((time) => time > Date.now() + 2 * KILLED_BEFORE_MS) ?? 0;
}
