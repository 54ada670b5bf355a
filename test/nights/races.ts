import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { scheduleIdOf, type NightProgress, type NightReport, type Verdict } from '../../domain/night.ts';
import { taskQueue } from '../../domain/task-queue.ts';
import { eventually } from '../run/lab.ts';
import { differences, type Story } from './story.ts';
import { inWorld, TASK, type NightsWorld } from './world.ts';

const LONGEST_DELAY_MS = 40;

/**
 * Two nights of one task, on two worker processes, reach promotion together, again and again: each time the data has
 * drifted, both find a better program, both wait for a person, and both get their yes within some milliseconds.
 */
export function races({ count, seed }: { readonly count: number; readonly seed: number }): Promise<Story> {
  return inWorld({ asks: true }, async (world) => {
    world.setDay(2);
    await Promise.all([world.worker(), world.worker()]);
    const problems = await world.atServer(async (client) => {
      const found: string[] = [];
      for (let race = 1; race <= count; race += 1)
        found.push(...(await oneRace(world, client, { race, seed })));
      return found;
    });
    const history = await world.champions.history(TASK);
    const wrong = differences([
      ['versions', history.map(({ version }) => version), Array.from({ length: count }, (_, n) => n + 1)],
      ['nights that have promoted', new Set(history.map(({ promotionId }) => promotionId)).size, count],
    ]);
    return {
      name: 'races of two nights',
      facts: { races: count, promotions: history.length },
      problems: [...problems, ...wrong],
    };
  });
}

interface Race {
  readonly race: number;
  readonly seed: number;
}

async function oneRace(world: NightsWorld, client: Client, { race, seed }: Race): Promise<string[]> {
  // The labels of these two days contradict each other.
  world.setDay(race % 2 === 0 ? 3 : 2);
  const nights = await Promise.all(
    ['a', 'b'].map((side) =>
      client.workflow.start('reoptimize', {
        workflowId: `${scheduleIdOf(TASK)}-race-${race}-${side}`,
        taskQueue: taskQueue(TASK),
        args: [{ task: TASK, force: true }],
      }),
    ),
  );
  await Promise.all(nights.map((night) => eventually(() => waitsOrHasEnded(night))));
  await Promise.all(nights.map((night, side) => approve(night, delayMs({ race, seed }, side))));
  const reports = (await Promise.all(nights.map((night) => night.result()))) as NightReport[];
  const winner = reports.find(({ outcome }) => outcome === 'promoted');
  const current = await world.champions.current(TASK);
  return differences([
    [`race ${race}`, reports.map(({ outcome }) => `${outcome}`).toSorted(), ['promoted', 'superseded']],
    [`version after race ${race}`, [current?.version, current?.promotionId], [race, winner?.nightId]],
    [`version told in race ${race}`, winner?.promotedVersion, race],
  ]);
}

async function waitsOrHasEnded(night: WorkflowHandle): Promise<boolean> {
  const { stage } = await night.query<NightProgress>('night');
  return stage === 'approval' || stage === 'finished';
}

async function approve(night: WorkflowHandle, afterMs: number): Promise<void> {
  await wait(afterMs);
  const args: [Verdict] = [{ by: 'Ada', note: '' }];
  await night.executeUpdate('approve', { args });
}

function delayMs({ race, seed }: Race, side: number): number {
  const [byte = 0] = createHash('sha256').update(`${seed}/${race}/${side}`).digest();
  return byte % LONGEST_DELAY_MS;
}
