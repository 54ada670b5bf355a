import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startCodecServer, type CodecServer } from '../../client/codec-server/codec-server.ts';
import { ensureDevServer, type DevServer } from '../../client/temporal-server/dev-server.ts';
import { spawnPracticeServer, type SpawnedPracticeServer } from '../../lm/practice/index.ts';
import { exportRun } from '../../stores/export-run.ts';
import { openStores } from '../../stores/open-stores.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { openLab, type Lab } from '../run/lab.ts';
import { describeWithServer, freshFolder } from '../real-server.ts';
import { CAN_LIST_SOCKETS, listeningSockets } from './listening-sockets.ts';

const OTHERS_MAY = 0o077;

describeWithServer('with everything running', ({ binary }) => {
  const home = freshFolder('surface');
  const umask = process.umask(0);
  let server: DevServer;
  let connection: Connection;
  let lab: Lab;
  let codec: CodecServer;
  let practice: SpawnedPracticeServer;
  const closers: (() => unknown)[] = [];

  beforeAll(async () => {
    process.env['DURABLE_MIPRO_WORKFLOW_BUNDLE'] = inject('workflowBundlePath') ?? '';
    server = await ensureDevServer({ home, binary });
    connection = await Connection.connect(server.connectionOptions);
    const opened = await openLab({ address: server.address, client: new Client({ connection }) });
    lab = opened.lab;
    codec = await startCodecServer({ codecs: [], token: 't', origins: [], port: 0 });
    practice = await spawnPracticeServer({ journalPath: join(home, 'journal.jsonl') });
    closers.push(opened.close, codec.close, () => practice.close());
  });
  afterAll(async () => {
    process.umask(umask);
    for (const close of closers) await close();
    await connection.close();
    await server.release();
    rmSync(home, { recursive: true, force: true });
  });

  test.skipIf(!CAN_LIST_SOCKETS)('every port that is open is on loopback only', () => {
    const open = [process.pid, server.pid, practice.pid].map(listeningSockets);
    const [here = [], temporal = [], model = []] = open;
    expect(here.map(({ port }) => port)).toEqual(expect.arrayContaining([codec.port, lab.model.port]));
    expect(temporal.map(({ port }) => port)).toContain(server.port);
    expect(model.length).toBe(1);
    for (const { address, port } of open.flat())
      expect(['127.0.0.1', '::1'], `port ${port}`).toContain(address);
  });

  test.skipIf(!CAN_LIST_SOCKETS)('a port that is open to the network would be seen', async () => {
    const open = createServer();
    await new Promise<void>((resolve) => open.listen(0, '0.0.0.0', resolve));
    expect(listeningSockets(process.pid).map(({ address }) => address)).toContain('0.0.0.0');
    open.close();
  });

  test('all that a run, its server and an export write is for their owner only, whatever the umask', async () => {
    const { spec } = await lab.run({ home }).then(({ result }) => ({ spec: result }));
    const stores = openStores(home);
    const key = { task: spec.task, specHash: spec.specHash };
    const runs = new RunFolders(home);
    await exportRun({ stores, runs, key, target: join(home, 'out', 'run.tgz'), withAnswers: true });
    await exportRun({ stores, runs, key, target: join(home, 'out', 'run'), withAnswers: true });
    const all = readdirSync(home, { recursive: true, encoding: 'utf8' });
    stores.close();
    for (const name of [
      'temporal/temporal.sqlite-wal',
      'responses.sqlite-wal',
      'temporal/server.log',
      'out/run.tgz',
    ])
      expect(all).toContain(name);
    const open = all.filter((name) => {
      const found = lstatSync(join(home, name), { throwIfNoEntry: false });
      return found !== undefined && (found.mode & OTHERS_MAY) !== 0;
    });
    expect(open).toEqual([]);
  });
});
