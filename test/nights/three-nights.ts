import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSchedule, findSchedule } from '../../client/schedules.ts';
import type { NightReport } from '../../domain/night.ts';
import { promotionOf } from '../contracts/a-promotion.ts';
import { eventually } from '../run/lab.ts';
import { differences, type Story } from './story.ts';
import { inWorld, succeeds, TASK, TASK_FILE, type NightsWorld } from './world.ts';

const EVERY_MS = 4_000;
/** Requests into the second night. */
const KILLED_AFTER = 150;

/**
 * Three nights by a real schedule: kept (triggered), promoted (by its own clock, its worker and server killed in the
 * midst of it), rolled back by a person, kept (triggered).
 */
export function threeNights(): Promise<Story> {
  return inWorld({}, async (world) => {
    world.setDay(1);
    await firstChampion(world);
    const worker = await world.worker();
    await world.atServer((client) => createSchedule(client, TASK, { everyMs: EVERY_MS }));
    await triggered(world, 1);
    world.setDay(2);
    const before = world.model.stats();
    const held = world.model.holdFrom(before.requests + KILLED_AFTER);
    await order(world, 'unpause');
    await held;
    await order(world, 'pause');
    world.killServer();
    await worker.kill();
    world.model.release();
    await world.worker();
    await ended(world, 2);
    const paidAgain =
      world.model.stats().requests -
      before.requests -
      (world.model.stats().uniqueRequests - before.uniqueRequests);
    await succeeds(world.command('champion', 'rollback', TASK, '--by', 'Ada', '--note', 'names are back'));
    world.setDay(3);
    await triggered(world, 3);
    return { name: 'three nights', facts: { paidAgain }, problems: await judge(world) };
  });
}

async function firstChampion({ home, command, champions }: NightsWorld): Promise<void> {
  const file = join(home, 'first.json');
  await succeeds(command('optimize', TASK_FILE, '--out', file));
  await champions.promote(
    promotionOf(TASK, { program: readFileSync(file, 'utf8'), promotedBy: { kind: 'person', name: 'Ada' } }),
  );
}

async function order({ atServer }: NightsWorld, name: 'pause' | 'unpause' | 'trigger'): Promise<void> {
  await atServer(async (client) => {
    const { handle } = await findSchedule(client, TASK);
    await (name === 'trigger' ? handle.trigger('SKIP') : handle[name]());
  });
}

async function triggered(world: NightsWorld, night: number): Promise<void> {
  await order(world, 'trigger');
  await ended(world, night);
}

async function ended({ reports, atServer }: NightsWorld, nights: number): Promise<void> {
  const isOver = async () => {
    const known = await reports.list(TASK);
    return known.length >= nights && known.every(({ outcome }) => outcome !== null);
  };
  await eventually(isOver);
  await atServer((client) =>
    eventually(async () => (await findSchedule(client, TASK)).schedule.running.length === 0),
  );
}

async function judge({ reports, champions, atServer }: NightsWorld): Promise<string[]> {
  const nights = await reports.list(TASK);
  const { started } = await atServer(async (client) => (await findSchedule(client, TASK)).schedule);
  const history = await champions.history(TASK);
  return differences([
    ['outcomes', nights.map(({ outcome }) => outcome), ['kept', 'promoted', 'kept']],
    ['nights begun', started, 3],
    ['the second by its own clock', isOnTheClock(nights[1]), true],
    [
      'versions',
      history.map(({ version, promotedBy, rollbackOf }) => [version, promotedBy.kind, rollbackOf]),
      [
        [1, 'person', null],
        [2, 'gate', null],
        [3, 'person', 1],
      ],
    ],
    ['who promoted', history[1]?.promotionId, nights[1]?.nightId],
    ['back to the same program', history[2]?.programSha256, history[0]?.programSha256],
  ]);
}

/** The nominal time of a scheduled night is at the end of its workflow id. */
function isOnTheClock(night: NightReport | undefined): boolean {
  const time = /-(20\d\d-.*Z)\//.exec(night?.nightId ?? '')?.[1] ?? '';
  return Date.parse(time) % EVERY_MS === 0;
}
