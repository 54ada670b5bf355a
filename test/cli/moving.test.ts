import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithServer } from '../real-server.ts';
import { lastJson, openShop, type Ended, type Shop } from './shop.ts';

const NO_SERVER = { TEMPORAL_ADDRESS: '127.0.0.1:9' };

describeWithServer('a run that is left in its search', ({ address }) => {
  let shop: Shop;
  /** Another home, as on another host. */
  let elsewhere: { DURABLE_MIPRO_HOME: string };

  beforeAll(async () => {
    shop = await openShop({ address, latencyMs: 30 });
    elsewhere = { DURABLE_MIPRO_HOME: join(shop.folder, 'elsewhere') };
    const optimizing = shop.start(['optimize', 'task.ts', '--num-trials', '6']);
    await optimizing.says('full scoring');
    await shop.run(['cancel', shop.task]);
    expect((await optimizing.ended).code).toBe(7);
  });
  afterAll(() => shop.close());

  const words = ({ stdout }: Ended) => stdout;

  test('is exported, imported and resumed, with the settings it began with, without a repeated call', async () => {
    const exported = await shop.run(['export-run', shop.task, 'moved.tgz', '--answers'], NO_SERVER);
    expect(exported).toMatchObject({ code: 0, stderr: '' });
    expect(words(exported)).toMatch(
      /^mipro\/\S+: written to moved\.tgz as of its last checkpoint: \d of 6 trials, \d+ artifacts, \d+ stored answers\nthere: durable-mipro import-run moved\.tgz\n$/,
    );
    const imported = await shop.run(['import-run', 'moved.tgz'], { ...NO_SERVER, ...elsewhere });
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(words(imported)).toMatch(
      /: taken in, \d of 6 trials, .*\ndurable-mipro resume <run> <task-file> goes on with it\n$/,
    );
    const again = await shop.run(['import-run', 'moved.tgz', '--json'], { ...NO_SERVER, ...elsewhere });
    expect(lastJson(again)).toMatchObject({ schema: 1, isNew: false });
    const resumed = await shop.run(['resume', shop.task, 'task.ts', '--json'], elsewhere);
    expect(resumed.code).toBe(0);
    expect(lastJson(resumed)).toMatchObject({ stoppedBecause: 'completed', lmCalls: shop.requests() });
    expect(resumed.stderr.match(/^ {2}trial \d+: /gm)).toHaveLength(6);
    expect(shop.requests()).toBe(shop.model.stats().uniqueRequests);
  });

  test('is not exported over a file, under another name, or to what cannot be imported', async () => {
    shop.file('mine.tgz', 'mine');
    const [taken, unknown, broken, nowhere] = await Promise.all([
      shop.run(['export-run', shop.task, 'mine.tgz'], NO_SERVER),
      shop.run(['export-run', 'nobody', 'new.tgz'], NO_SERVER),
      shop.run(['import-run', 'mine.tgz'], { ...NO_SERVER, ...elsewhere }),
      shop.run(['import-run', 'nowhere'], { ...NO_SERVER, ...elsewhere }),
    ]);
    expect(taken).toMatchObject({ code: 2, stdout: '' });
    expect(taken.stderr).toBe(
      'InvalidRequest: mine.tgz is there already. Name a new file ending in .tgz, or a new folder.\n',
    );
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/UnknownRun: There is no run nobody\. Known: mipro\//);
    expect(broken).toMatchObject({ code: 2, stdout: '' });
    expect(broken.stderr).toMatch(
      /ArchiveUnreadable: mine\.tgz cannot be imported: it is no \.tgz file, or was damaged\./,
    );
    expect(nowhere).toMatchObject({ code: 2, stdout: '' });
    expect(nowhere.stderr).toMatch(/nowhere cannot be imported: there is no such file or folder/);
  });

  test('whose checkpoint is damaged is refused by its place when it is resumed', async () => {
    const home = { DURABLE_MIPRO_HOME: join(shop.folder, 'third') };
    await shop.run(['export-run', shop.task, 'whole', '--json'], NO_SERVER);
    await shop.run(['import-run', 'whole'], { ...NO_SERVER, ...home });
    const [hash = ''] = (
      lastJson(await shop.run(['import-run', 'whole', '--json'], { ...NO_SERVER, ...home }))[
        'runId'
      ] as string
    )
      .split('/')
      .slice(-1);
    shop.file(`third/runs/${shop.task}/${hash}/checkpoint.json`, '{"spec": {');
    const refused = await shop.run(['resume', shop.task, 'task.ts'], home);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /CheckpointUnreadable: The checkpoint \S+third\S+ cannot be used: it is not valid JSON/,
    );
  });
});
