import { afterAll, expect, test } from 'vitest';
import { eventually, type Lab } from './lab.ts';
import { closeNights, openNights, progressOf, QUICK_GATE, type NightWorld } from './night-lab.ts';
import { openReceiver } from './receiver.ts';
import { describeRuns } from './run-harness.ts';

const CODE_CHANGED =
  'Skipped because the code of the task, its models or its options changed in mid-night. The next night begins with what is deployed now.';
const STILL_BLOCKED =
  'Skipped because it was still blocked (LmAuth) when the next night was due. What was paid for is kept, and the next night uses it.';

/** Requests of the stages: the champion is scored on 89 rows, then the run asks some 240 times. */
const IN_CHAMPION = 40;
const IN_RUN = 200;
/** In two nights, by the threads and steps that were under way. */
const REFUSED_AT_MOST = 60;

describeRuns('a night that must not hold the next one back', (open, { address }) => {
  const closers: (() => unknown)[] = [closeNights];
  afterAll(() => Promise.all(closers.map((close) => close())));

  async function openTold(lab: Lab) {
    const receiver = await openReceiver();
    closers.push(receiver.close);
    const { notify } = receiver;
    const openAt = (version: string) =>
      openNights(lab, { address, nightly: { gate: QUICK_GATE, notify }, task: { version } });
    return { receiver, openAt };
  }

  test.concurrent(
    'ends as skipped when its task is deployed anew, and the next one runs the new code',
    async () => {
      const lab = await open();
      const { receiver, openAt } = await openTold(lab);
      const deployedAt = async (call: number, before: NightWorld, version: string) => {
        const handle = await before.start();
        await lab.holdAt(call);
        const { runId } = await progressOf(handle);
        const closed = before.close();
        lab.crawl();
        await closed;
        const after = await openAt(version);
        lab.hurry();
        expect(await handle.result()).toMatchObject({ outcome: 'skipped', reasons: [CODE_CHANGED] });
        return { after, runId };
      };
      const first = await deployedAt(IN_CHAMPION, await openAt('1'), '2');
      expect(first.runId).toBeNull();
      const second = await deployedAt(IN_RUN, first.after, '3');
      const run = await lab.client.workflow.getHandle(second.runId ?? '').describe();
      expect(run.status.name).toBe('CANCELLED');
      expect(await second.after.night()).toMatchObject({ outcome: 'promoted', promotedVersion: 1 });
      expect(receiver.events()).toEqual(['skipped', 'skipped', 'promoted']);
    },
  );

  test.concurrent('is not promoted by a yes that comes after the task was deployed anew', async () => {
    const lab = await open();
    const openAt = (version: string) =>
      openNights(lab, {
        address,
        nightly: { gate: QUICK_GATE, approval: { timeoutMs: 3_600_000 } },
        task: { version },
      });
    const before = await openAt('1');
    const handle = await before.start();
    await eventually(async () => (await progressOf(handle)).stage === 'approval');
    await before.close();
    const after = await openAt('2');
    await handle.executeUpdate('approve', { args: [{ by: 'Ada', note: '' }] });
    expect(await handle.result()).toMatchObject({ outcome: 'skipped', reasons: [CODE_CHANGED] });
    expect(await after.champions.currentVersion(lab.name)).toBe(0);
  });

  test.concurrent(
    'ends as skipped when it is still blocked as the next is due, which pays for nothing again',
    async () => {
      const lab = await open();
      const { receiver, openAt } = await openTold(lab);
      const world = await openAt('1');
      for (const from of [IN_CHAMPION, IN_RUN]) {
        lab.model.setFaults([{ at: { from }, kind: 'status401' }]);
        const report = await world.night({ patienceMs: 1_500 });
        expect(report).toMatchObject({ outcome: 'skipped', reasons: [STILL_BLOCKED] });
      }
      expect(receiver.events()).toEqual(['blocked', 'skipped', 'blocked', 'skipped']);
      lab.model.setFaults([]);
      expect(await world.night()).toMatchObject({ outcome: 'promoted' });
      const { requests, uniqueRequests } = lab.model.stats();
      expect(requests - uniqueRequests).toBeLessThanOrEqual(REFUSED_AT_MOST);
    },
  );
});
