import { createHmac, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { ChildProcess } from 'node:child_process';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, expect, test, vi } from 'vitest';
import { Example } from '../../domain/example.ts';
import { scheduleIdOf, type NightReport } from '../../domain/night.ts';
import { taskQueue } from '../../domain/task-queue.ts';
import { FileChampionRegistry } from '../../stores/file-champion-registry.ts';
import { NightReports } from '../../stores/night-reports.ts';
import { eventually, tickets, type Lab } from './lab.ts';
import { closeNights, openNights, progressOf, QUICK_GATE } from './night-lab.ts';
import { openReceiver, SECRET, type Heard } from './receiver.ts';
import { describeRuns } from './run-harness.ts';
import { startWorker } from './worker-process.ts';

const TASK = fileURLToPath(new URL('night-task.ts', import.meta.url));
/** The texts of tickets and prompts must not leave the machine that they are worked on. */
function textsIn(heard: readonly Heard[]): string[] {
  return heard
    .map(({ body }) => body)
    .filter((body) => /refund|invoice|password|Given the fields/i.test(body));
}

/** A night is long on a machine that has other things to do. */
vi.setConfig({ testTimeout: 180_000 });

describeRuns('a night in trouble', (open, { address }) => {
  const closers: (() => unknown)[] = [closeNights];
  afterAll(() => Promise.all(closers.map((close) => close())));

  async function startNight(lab: Lab) {
    return lab.client.workflow.start('reoptimize', {
      workflowId: `${scheduleIdOf(lab.name)}-${randomUUID().slice(0, 8)}`,
      taskQueue: taskQueue(lab.name),
      args: [{ task: lab.name }],
    });
  }

  test.concurrent.each([40, 150, 330])(
    'whose worker is killed at call %i goes on with the next one and promotes once',
    async (call) => {
      const lab = await open();
      const workers: ChildProcess[] = [];
      closers.push(() => workers.forEach((worker) => worker.kill('SIGKILL')));
      const start = async () => workers.push(await startWorker(lab, { address, taskFile: TASK }));
      await start();
      const night = await startNight(lab);
      await lab.holdAt(call);
      workers[0]?.kill('SIGKILL');
      lab.hurry();
      await start();
      const report = (await night.result()) as NightReport;
      expect(report).toMatchObject({ outcome: 'promoted', promotedVersion: 1 });
      const history = await new FileChampionRegistry(lab.home).history(lab.name);
      expect(history.map(({ promotionId }) => promotionId)).toEqual([report.nightId]);
      expect(await new NightReports(lab.home).list(lab.name)).toEqual([report]);
      // Those in flight at the kill are sent again; nothing that was answered is.
      expect(lab.requests() - lab.model.stats().uniqueRequests).toBeLessThanOrEqual(2 * 8);
    },
  );

  test.concurrent('tells its receiver, signed, until it takes the message', async () => {
    const lab = await open();
    const { heard, notify, close } = await openReceiver(500);
    closers.push(close);
    const world = await openNights(lab, { address, nightly: { gate: QUICK_GATE, notify } });
    const report = await world.night();
    expect(report).toMatchObject({ outcome: 'promoted', notices: [] });
    expect(heard).toHaveLength(2);
    const { headers, body = '' } = heard[1] ?? {};
    const time = String(headers?.['x-durable-mipro-timestamp']);
    const signature = createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex');
    expect(headers?.['x-durable-mipro-signature']).toBe(`sha256=${signature}`);
    expect(Math.abs(Number(time) * 1000 - Date.now())).toBeLessThan(60_000);
    expect(JSON.parse(body)).toMatchObject({
      event: 'promoted',
      nightId: report.nightId,
      promotedVersion: 1,
    });
    expect(textsIn(heard)).toEqual([]);
  });

  test.concurrent(
    'tells once that four fifths of its calls are used, also when nothing comes of it',
    async () => {
      const lab = await open();
      const { events, notify, close } = await openReceiver();
      closers.push(close);
      const gate = { ...QUICK_GATE, minGain: 0.9 };
      const nightly = { gate, notify, budget: { perNight: { maxLmCalls: 450 } } };
      const world = await openNights(lab, { address, nightly });
      const report = await world.night();
      expect(report.outcome).toBe('kept');
      expect(report.usage.lmCalls).toBeLessThanOrEqual(450);
      expect(events()).toEqual(['budget-80-percent', 'kept']);
    },
  );

  test.concurrent('that cannot tell anybody is none the worse, and says so in its report', async () => {
    const lab = await open();
    const notify = { url: 'http://127.0.0.1:1/', secretEnv: 'NIGHT_TEST_NO_SECRET' };
    const world = await openNights(lab, { address, nightly: { gate: QUICK_GATE, notify } });
    const report = await world.night();
    expect(report.outcome).toBe('promoted');
    expect(report.notices).toEqual([
      'The event promoted was not delivered: The environment variable NIGHT_TEST_NO_SECRET of the worker must hold ' +
        'the secret that signs messages; it is not set.',
    ]);
    expect(await world.reports.list(lab.name)).toEqual([report]);
  });

  test.concurrent('whose run is blocked says so, tells its receiver, and goes on with the run', async () => {
    const lab = await open({ faults: [{ at: { from: 200 }, kind: 'status401' }] });
    const { heard, notify, close } = await openReceiver();
    closers.push(close);
    const world = await openNights(lab, { address, nightly: { gate: QUICK_GATE, notify } });
    const handle = await world.start();
    await eventually(() => heard.length > 0);
    const { stage, runId, runBlocked } = await progressOf(handle);
    expect({ stage, failure: runBlocked?.failure }).toEqual({ stage: 'optimize', failure: 'LmAuth' });
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({ event: 'blocked' });
    lab.model.setFaults([]);
    const held = lab.holdAt(lab.requests() + 1);
    await lab.client.workflow.getHandle(runId ?? '').executeUpdate('resume');
    await held;
    await eventually(async () => (await progressOf(handle)).runBlocked === null);
    expect(await progressOf(handle)).toMatchObject({ stage: 'optimize' });
    lab.hurry();
    expect(await handle.result()).toMatchObject({ outcome: 'promoted' });
  });

  test.concurrent('that is cancelled ends its run and leaves nothing that waits', async () => {
    const lab = await open();
    const world = await openNights(lab, { address });
    const handle = await world.start();
    await lab.holdAt(200);
    const { runId } = await progressOf(handle);
    await handle.cancel();
    lab.hurry();
    await expect(handle.result()).rejects.toThrow();
    const run = await lab.client.workflow.getHandle(runId ?? '').describe();
    expect(run.status.name).toBe('CANCELLED');
    expect(await world.reports.list(lab.name)).toMatchObject([{ outcome: 'cancelled' }]);
  });

  test.concurrent('keeps tickets and prompts out of its history and its report', async () => {
    const lab = await open();
    const world = await openNights(lab, { address });
    world.setRows(
      tickets(200).map((row) =>
        new Example({ ticket: `canaryrow ${row['ticket']}`, category: row['category'] }).withInputs('ticket'),
      ) as Example[],
    );
    const handle = await world.start();
    const report = (await handle.result()) as NightReport;
    const history = historyToJSON(await handle.fetchHistory()).replaceAll(
      /"data": "([A-Za-z0-9+/=]+)"/g,
      (_, data: string) => Buffer.from(data, 'base64').toString('utf8'),
    );
    expect(history).toContain(report.nightId);
    expect(history).not.toMatch(/canaryrow|Given the fields/);
    expect(JSON.stringify(report)).not.toMatch(/canaryrow|Given the fields/);
  });

  test.concurrent('whose month is spent is skipped', async () => {
    const lab = await open();
    const nightly = { gate: QUICK_GATE, budget: { perMonth: { maxLmCalls: 600 } } };
    const world = await openNights(lab, { address, nightly });
    const first = await world.night();
    expect(first.outcome).toBe('promoted');
    const second = await world.night({ force: true });
    expect(second).toMatchObject({ outcome: 'skipped', reasons: [expect.stringMatching(/perMonth/)] });
    expect(lab.requests()).toBe(first.usage.lmCalls);
  });
});
