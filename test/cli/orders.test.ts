import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWithServer } from '../real-server.ts';
import { jsonLines, lastJson, openShop, type Shop } from './shop.ts';

/** A call takes long enough for an order to come in between. */
const LATENCY_MS = 60;

/** Keeps a run where it is while a command starts, which takes seconds on a busy machine. */
const hold = (shop: Shop) => shop.model.setConditions({ latencyMs: 3_000 });
const hurry = (shop: Shop) => shop.model.setConditions({ latencyMs: 0 });

/** The checkpoint of stage 2 is written beside the search. */
const hasCheckpoint = (shop: Shop) =>
  vi.waitFor(
    async () => expect(await readdir(shop.home, { recursive: true })).toContainEqual(CHECKPOINT_FILE),
    {
      timeout: 60_000,
    },
  );
const CHECKPOINT_FILE = expect.stringMatching(/\/checkpoint\.json$/);

/** Many processes at once, on a machine that may have other things to do. */
vi.setConfig({ testTimeout: 120_000 });

describeWithServer('orders to a run under way', ({ address }) => {
  const shops: Shop[] = [];
  const open = async () => {
    const shop = await openShop({ address, latencyMs: LATENCY_MS });
    shops.push(shop);
    return shop;
  };
  afterAll(() => Promise.all(shops.map((shop) => shop.close())));

  test.concurrent('pause holds all calls, show tells so, resume goes on to the end', async () => {
    const shop = await open();
    const optimizing = shop.start(['optimize', 'task.ts', '--json']);
    await optimizing.says('stage 1');
    hold(shop);
    const paused = await shop.run(['pause', shop.task, '--json']);
    expect(lastJson(paused)).toMatchObject({ schema: 1, order: 'pause', done: true });
    const before = shop.requests();
    const shown = await shop.run(['show', shop.task, '--json']);
    expect(lastJson(shown)).toMatchObject({ status: 'paused', kind: 'under-way', from: 'worker' });
    expect(shop.requests()).toBe(before);
    hurry(shop);
    const resumed = await shop.run(['resume', shop.task]);
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(resumed.stdout).toMatch(/: resumed$/m);
    const ended = await optimizing.ended;
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('paused: `durable-mipro resume` goes on');
    expect(lastJson(ended)['lmCalls']).toBe(shop.requests());
  });

  test.concurrent('stop --now ends it with the best so far and code 0', async () => {
    const shop = await open();
    const optimizing = shop.start(['optimize', 'task.ts', '--json']);
    await optimizing.says('stage 2');
    hold(shop);
    expect(await shop.run(['stop', shop.task, '--now'])).toMatchObject({ code: 0 });
    hurry(shop);
    const ended = await optimizing.ended;
    expect(ended.code).toBe(0);
    expect(lastJson(ended)).toMatchObject({ stoppedBecause: 'stopped', lmCalls: shop.requests() });
  });

  test.concurrent(
    'cancel ends it without a result and code 7; the same command starts a new one',
    async () => {
      const shop = await open();
      const optimizing = shop.start(['optimize', 'task.ts', '--json']);
      await optimizing.says('stage 1');
      hold(shop);
      expect(await shop.run(['cancel', shop.task])).toMatchObject({ code: 0 });
      hurry(shop);
      expect(await optimizing.ended).toMatchObject({ code: 7, stdout: '' });
      const again = await shop.run(['optimize', 'task.ts', '--json']);
      expect(again.code).toBe(0);
      expect(shop.model.stats().uniqueRequests).toBe(shop.requests());
    },
  );

  test.concurrent(
    'extend adds trials; a lower cap, an unlimited one and an empty order are refused',
    async () => {
      const shop = await open();
      const optimizing = shop.start(['optimize', 'task.ts', '--json', '--max-calls', '2000']);
      await optimizing.says('stage 1');
      hold(shop);
      const [extended, empty, lower, free] = await Promise.all([
        shop.run(['extend', shop.task, '--trials', '2', '--max-calls', '3000', '--json']),
        shop.run(['extend', shop.task]),
        shop.run(['extend', shop.task, '--max-calls', '10']),
        shop.run(['extend', shop.task, '--max-cost', '3']),
      ]);
      expect(lastJson(extended)).toMatchObject({ order: 'extend', done: true });
      expect(empty).toMatchObject({ code: 2, stdout: '' });
      expect(empty.stderr).toContain('extend needs at least one of --trials');
      expect(lower).toMatchObject({ code: 2, stdout: '' });
      expect(lower.stderr).toMatch(/maxLmCalls can only be raised/);
      expect(free).toMatchObject({ code: 2, stdout: '' });
      expect(free.stderr).toMatch(/maxCostUsd has no limit in this run/);
      hurry(shop);
      const ended = await optimizing.ended;
      expect(ended.code).toBe(0);
      expect(ended.stderr.match(/^ {2}trial \d+: /gm)).toHaveLength(6);
    },
  );
});

describeWithServer('a changed task while its run is served', ({ address }) => {
  test('is refused with what changed, and does not disturb the run', async () => {
    const shop = await openShop({ address, latencyMs: LATENCY_MS });
    const optimizing = shop.start(['optimize', 'task.ts', '--json']);
    await optimizing.says('stage 1');
    const changed = shop.file(
      'changed.ts',
      "import task from './task.ts'; export default { ...task, version: '2' };",
    );
    const refused = await shop.run(['optimize', changed, '--json']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/TaskChanged: .* changed: version\./);
    const ended = await optimizing.ended;
    expect(ended.code).toBe(0);
    expect(lastJson(ended)['lmCalls']).toBe(shop.requests());
    await shop.close();
  });
});

describeWithServer('a worker in a process of its own', ({ address }) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ address, latencyMs: LATENCY_MS });
  });
  afterAll(() => shop.close());

  test('serves the run of a client that has left, and ends in good order', async () => {
    const worker = shop.start(['worker', 'task.ts', '--json']);
    await worker.says(`serving ${shop.task} on ${address}`);
    const optimizing = shop.start(['optimize', 'task.ts', '--json']);
    await optimizing.says('stage 1');
    optimizing.signal('SIGINT');
    const left = await optimizing.ended;
    expect(left).toMatchObject({ code: 130, stdout: '' });
    expect(left.stderr).toMatch(
      /Detached from the run mipro\/.* The same command, without --again, goes on with it/,
    );
    const joined = await shop.run(['optimize', 'task.ts', '--json']);
    expect(joined.code).toBe(0);
    expect(lastJson(joined)['lmCalls']).toBe(shop.requests());
    worker.signal('SIGTERM');
    const served = await worker.ended;
    expect(served.code).toBe(0);
    expect(jsonLines(served)).toEqual([
      { schema: 1, event: 'serving', tasks: [shop.task], address, namespace: 'default' },
      { schema: 1, event: 'stopped' },
    ]);
  });
});

describeWithServer('a run that nobody serves', ({ address }) => {
  test('is left by Ctrl-C, shown from its checkpoint, finished by the same command without a repeated call', async () => {
    const shop = await openShop({ address, latencyMs: LATENCY_MS });
    const optimizing = shop.start(['optimize', 'task.ts', '--json']);
    await optimizing.says('stage 2');
    await hasCheckpoint(shop);
    optimizing.signal('SIGINT');
    expect(await optimizing.ended).toMatchObject({ code: 130, stdout: '' });
    const shown = await shop.run(['show', shop.task]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/no worker answers now.*Start one: durable-mipro worker/);
    const trials = await shop.run(['trials', shop.task]);
    expect(trials.stdout).toMatch(/^baseline: /);
    const ended = await shop.run(['optimize', 'task.ts', '--json']);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('(under way: going on with it)');
    expect(lastJson(ended)['lmCalls']).toBe(shop.requests());
    expect(shop.requests()).toBe(shop.model.stats().uniqueRequests);
    await shop.close();
  });
});

describeWithServer('a key that the model server refuses', ({ address }) => {
  test('blocks the run with code 4, show tells why, and the same command with a good key ends it', async () => {
    const shop = await openShop({ address, requireKey: 'good' });
    const env = { SHOP_KEY_NAME: 'SHOP_KEY', SHOP_KEY: 'bad' };
    const blocked = await shop.run(['optimize', 'task.ts', '--json'], env);
    expect(blocked).toMatchObject({ code: 4, stdout: '' });
    expect(blocked.stderr).toMatch(
      /RunBlocked: .*LmAuth.*SHOP_KEY.*status 401.*the same command goes on with it/s,
    );
    expect(blocked.stderr).not.toMatch(/\bbad\b/);
    const ended = await shop.run(['optimize', 'task.ts', '--json'], { ...env, SHOP_KEY: 'good' });
    expect(ended.code).toBe(0);
    expect(lastJson(ended)).toMatchObject({ status: 'finished', lmCalls: shop.requests() });
    await shop.close();
  });

  test('on a worker elsewhere is told by show; a worker with a good key and resume end the run', async () => {
    const shop = await openShop({ address, requireKey: 'good' });
    const bad = { SHOP_KEY_NAME: 'SHOP_KEY', SHOP_KEY: 'bad' };
    const good = { ...bad, SHOP_KEY: 'good' };
    const first = shop.start(['worker', 'task.ts'], bad);
    await first.says('serving');
    expect(await shop.run(['optimize', 'task.ts'], bad)).toMatchObject({ code: 4 });
    const [json, words] = await Promise.all([
      shop.run(['show', shop.task, '--json']),
      shop.run(['show', shop.task]),
    ]);
    expect(lastJson(json)).toMatchObject({
      status: 'blocked',
      kind: 'under-way',
      progress: { blocked: { failure: 'LmAuth' } },
    });
    expect(words.stdout).toMatch(/\(blocked\)[^]*blocked: .*SHOP_KEY/);
    first.signal('SIGTERM');
    await first.ended;
    const second = shop.start(['worker', 'task.ts'], good);
    await second.says('serving');
    expect(await shop.run(['resume', shop.task])).toMatchObject({ code: 0 });
    expect(await shop.run(['optimize', 'task.ts', '--json'], good)).toMatchObject({ code: 0 });
    second.signal('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0 });
    await shop.close();
  });
});

describeWithServer('the server of a project', () => {
  test('is started, told and stopped', async () => {
    const shop = await openShop();
    const status = () => shop.run(['server', 'status', '--json']);
    expect(lastJson(await status())).toMatchObject({ schema: 1, state: 'stopped', address: null });
    const started = await shop.run(['server', 'start']);
    expect(started).toMatchObject({ code: 0 });
    expect(started.stdout).toMatch(
      /^running at 127\.0\.0\.1:\d+, pid \d+, until `durable-mipro server stop`/,
    );
    expect(lastJson(await status())).toMatchObject({ state: 'running', keepRunning: true });
    expect((await shop.run(['runs'])).stdout).toBe(
      'No runs yet: durable-mipro optimize <task-file> starts one.\n',
    );
    expect((await shop.run(['server', 'stop'])).stdout).toBe('stopped\n');
    expect((await shop.run(['server', 'stop'])).stdout).toBe('was not running\n');
    await shop.close();
  });
});
