import { afterAll, expect, test } from 'vitest';
import { createSchedule, findSchedule, lastNight } from '../../client/schedules.ts';
import { nightText } from '../../client/show/night-text.ts';
import { Predict } from '../../program/predict.ts';
import { promotionOf } from '../contracts/a-promotion.ts';
import { eventually, tickets } from './lab.ts';
import { closeNights, openNights, QUICK_GATE } from './night-lab.ts';
import { openReceiver } from './receiver.ts';
import { describeRuns } from './run-harness.ts';

describeRuns('a night that cannot begin', (open, { address }) => {
  const closers: (() => unknown)[] = [closeNights];
  afterAll(() => Promise.all(closers.map((close) => close())));

  async function openTold(task = {}) {
    const lab = await open();
    const receiver = await openReceiver();
    closers.push(receiver.close);
    const { notify } = receiver;
    const world = await openNights(lab, { address, nightly: { gate: QUICK_GATE, notify }, task });
    return { lab, receiver, world };
  }

  const refusal = (message: string) => ({ cause: { type: 'NightFailed', message } });

  test.concurrent('because the champion does not fit says what to do, and tells its receiver', async () => {
    const { lab, receiver, world } = await openTold();
    const program = new Predict('question -> answer').state();
    await world.champions.promote(promotionOf(lab.name, { program: JSON.stringify(program) }));
    const message =
      `The champion of the task ${lab.name} does not fit its program. The saved program is for another program: ` +
      "'self': field 1 is 'question' in the file and 'ticket' in the program; 'self': field 2 is 'answer' in the file " +
      "and 'category' in the program. The program was not changed. Deploy the program that the champion was made for, " +
      'or put another champion into use: durable-mipro champion history.';
    await expect(world.night()).rejects.toMatchObject(refusal(message));
    expect(receiver.events()).toEqual(['failed']);
    expect(JSON.parse(receiver.heard[0]?.body ?? '')).toMatchObject({
      outcome: 'failed',
      reasons: [message],
    });
    expect(lab.requests()).toBe(0);
  });

  test.concurrent('because its data cannot be read tells its receiver, too', async () => {
    const { lab, receiver, world } = await openTold({
      trainset: () => Promise.reject(new Error('no rows today')),
    });
    const begins = `The trainset of the task ${lab.name} cannot be made: Error`;
    const ends = 'it may quote rows: call the function by itself to see it.';
    await expect(world.night()).rejects.toMatchObject({
      cause: { type: 'NightFailed', message: expect.stringMatching(new RegExp(`^${begins}.*${ends}$`, 's')) },
    });
    expect(receiver.events()).toEqual(['failed']);
    expect(await world.reports.list(lab.name)).toMatchObject([{ outcome: 'failed', notices: [] }]);
  });

  test.concurrent('pauses its schedule, which shows how it ended', async () => {
    const { lab, world } = await openTold();
    world.setRows(tickets(8));
    const failure =
      'minibatchSize is 20, but the validation set has 2 examples. Choose at most 2, or set minibatch to false.';
    await createSchedule(lab.client, lab.name, { cron: '0 3 * * *' });
    const { handle } = await findSchedule(lab.client, lab.name);
    await handle.unpause();
    await handle.trigger('SKIP');
    await eventually(async () => (await findSchedule(lab.client, lab.name)).schedule.paused);
    expect(await lastNight(lab.client, handle)).toMatchObject({ status: 'failed', report: null, failure });
    const shown = nightText(await lastNight(lab.client, handle), []);
    expect(shown.join('\n')).toMatch(
      /: failed\n.*\n {2}No night begins before durable-mipro schedule resume\.$/,
    );
    await handle.delete();
  });
});
