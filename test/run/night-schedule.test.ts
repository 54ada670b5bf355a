import { fileURLToPath } from 'node:url';
import type { ChildProcess } from 'node:child_process';
import type { Client } from '@temporalio/client';
import { afterAll, expect, test } from 'vitest';
import { createSchedule, findSchedule } from '../../client/schedules.ts';
import { FileChampionRegistry } from '../../stores/file-champion-registry.ts';
import { NightReports } from '../../stores/night-reports.ts';
import { killServerOf, withServerOf } from '../crash/home-server.ts';
import { eventually } from './lab.ts';
import { describeRuns } from './run-harness.ts';
import { startWorker } from './worker-process.ts';

const TASK = fileURLToPath(new URL('night-task.ts', import.meta.url));
const EVERY_MS = 3_000;
/** The first night asks some 420 times. */
const IN_SECOND_NIGHT = 480;

describeRuns('nights by their own clock', (open, { binary }) => {
  const workers: ChildProcess[] = [];
  const homes: string[] = [];
  afterAll(() => {
    workers.forEach((worker) => worker.kill('SIGKILL'));
    // A killed worker leaves the server of its home running.
    homes.forEach((home) => killServerOf(home));
  });

  test('go on after the kill of worker and server in the second one, and promote once', async () => {
    const lab = await open();
    homes.push(lab.home);
    const start = async () => workers.push(await startWorker(lab, { binary, taskFile: TASK }));
    const atServer = <T>(use: (client: Client) => Promise<T>) =>
      withServerOf({ home: lab.home, binary }, use);
    const reports = () => new NightReports(lab.home).list(lab.name);
    await start();
    const held = lab.holdAt(IN_SECOND_NIGHT);
    await atServer(async (client) => {
      await createSchedule(client, lab.name, { everyMs: EVERY_MS });
      await (await findSchedule(client, lab.name)).handle.unpause();
    });
    await held;
    expect((await reports()).map(({ outcome }) => outcome)).toEqual(['promoted', null]);
    expect(killServerOf(lab.home)).toBe(true);
    workers[0]?.kill('SIGKILL');
    lab.hurry();
    await start();
    await eventually(async () => (await reports()).some(({ outcome }) => outcome === 'skipped'));
    const schedule = await atServer(async (client) => {
      const { handle } = await findSchedule(client, lab.name);
      await handle.pause();
      await eventually(async () => (await findSchedule(client, lab.name)).schedule.running.length === 0);
      return (await findSchedule(client, lab.name)).schedule;
    });
    const outcomes = (await reports()).map(({ outcome }) => outcome);
    expect(outcomes.slice(0, 3)).toEqual(['promoted', 'kept', 'skipped']);
    expect(new Set(outcomes.slice(2))).toEqual(new Set(['skipped']));
    expect(outcomes).toHaveLength(schedule.started);
    const history = await new FileChampionRegistry(lab.home).history(lab.name);
    expect(history.map(({ version }) => version)).toEqual([1]);
  });
});
