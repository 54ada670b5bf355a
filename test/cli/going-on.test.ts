import { afterAll, expect, test } from 'vitest';
import { describeWithServer } from '../real-server.ts';
import { lastJson, openShop, type Shop, type ShopOptions } from './shop.ts';

describeWithServer('a run that has ended', ({ address }) => {
  const shops: Shop[] = [];
  const open = async (options: ShopOptions = {}) => {
    const shop = await openShop({ address, ...options });
    shops.push(shop);
    return shop;
  };
  afterAll(() => Promise.all(shops.map((shop) => shop.close())));

  test('extend with its task file does the work here and ends like optimize', async () => {
    const shop = await open();
    const first = lastJson(await shop.run(['optimize', 'task.ts', '--json']));
    const extended = await shop.run(['extend', shop.task, 'task.ts', '--trials', '2', '--json']);
    expect(extended.code).toBe(0);
    expect(lastJson(extended)).toMatchObject({
      runId: first['runId'],
      stoppedBecause: 'completed',
      lmCalls: shop.requests(),
    });
    expect(extended.stderr.match(/^ {2}trial \d+: /gm)).toHaveLength(6);
    expect(extended.stderr).toContain('extended by 2 trials');
    expect(shop.requests()).toBe(shop.model.stats().uniqueRequests);
    const shown = await shop.run(['show', shop.task]);
    expect(shown.stdout).toMatch(/ended because: completed[^]*^extended by 2 trials$/m);
  });

  test('extend without a task file says how to start a worker, and one goes on', async () => {
    const shop = await open();
    await shop.run(['optimize', 'task.ts']);
    const extended = await shop.run(['extend', shop.task, '--trials', '2']);
    expect(extended).toMatchObject({ code: 0, stderr: '' });
    expect(extended.stdout).toMatch(
      /: extended; .*where a worker serves the task: durable-mipro worker <task-file>$/m,
    );
    const requests = shop.requests();
    const worker = shop.start(['worker', 'task.ts']);
    const ended = await shop.run(['optimize', 'task.ts', '--json']);
    expect(lastJson(ended)).toMatchObject({ stoppedBecause: 'completed', lmCalls: shop.requests() });
    expect(shop.requests()).toBeGreaterThan(requests);
    worker.signal('SIGTERM');
    await worker.ended;
  });

  test('for want of budget is told how to go on, and goes on with a higher cap', async () => {
    const shop = await open();
    expect(await shop.run(['optimize', 'task.ts', '--max-calls', '90'])).toMatchObject({ code: 5 });
    const again = await shop.run(['optimize', 'task.ts', '--max-calls', '90']);
    expect(again).toMatchObject({ code: 5 });
    expect(again.stderr).toContain('A higher cap goes on with it');
    const refused = await shop.run(['extend', shop.task, '--trials', '2']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/budget was used up\. Raise it: extend --max-calls/);
    const ended = await shop.run(['optimize', 'task.ts', '--max-calls', '900', '--json']);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('(had ended: going on with more)');
    expect(lastJson(ended)).toMatchObject({ stoppedBecause: 'completed', lmCalls: shop.requests() });
  });

  test('of another task, or with other code, is not served by this file', async () => {
    const shop = await open();
    await shop.run(['optimize', 'task.ts']);
    const before = shop.requests();
    const other = shop.file(
      'other.ts',
      "import task from './task.ts'; export default { ...task, name: 'other' };",
    );
    const changed = shop.file(
      'changed.ts',
      "import task from './task.ts'; export default { ...task, version: '2' };",
    );
    const [wrong, stale] = await Promise.all([
      shop.run(['extend', shop.task, other, '--trials', '2']),
      shop.run(['extend', shop.task, changed, '--trials', '2']),
    ]);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toMatch(
      /is of the task shop-\w+, but other\.ts defines other\. Give the file of its task\./,
    );
    expect(stale).toMatchObject({ code: 2, stdout: '' });
    expect(stale.stderr).toMatch(/TaskChanged: .*changed: version\./);
    expect((await shop.run(['show', shop.task])).stdout).toContain('(completed)');
    expect(shop.requests()).toBe(before);
  });

  test('resume with its task file serves a paused run that nobody serves', async () => {
    const shop = await open({ latencyMs: 60 });
    const optimizing = shop.start(['optimize', 'task.ts']);
    await optimizing.says('stage 2');
    expect(await shop.run(['pause', shop.task])).toMatchObject({ code: 0 });
    optimizing.signal('SIGINT');
    await optimizing.ended;
    const resumed = await shop.run(['resume', shop.task, 'task.ts', '--json']);
    expect(resumed.code).toBe(0);
    expect(lastJson(resumed)).toMatchObject({ stoppedBecause: 'completed', lmCalls: shop.requests() });
    expect(shop.requests()).toBe(shop.model.stats().uniqueRequests);
  });
});
