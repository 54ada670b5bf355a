import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { ensureDevServer, type DevServer } from '../../client/temporal-server/dev-server.ts';
import { taskQueue } from '../../domain/task-queue.ts';
import { defineTask } from '../../program/task.ts';
import { connectWorker } from '../../workers/connect-worker.ts';
import { startOptimizerWorker } from '../../workers/optimizer-worker.ts';
import { dataConverterOf } from '../../workers/data-converter.ts';
import { describeWithServer, freshFolder } from '../real-server.ts';
import { eventually, oneStep, openLab, type Lab } from './lab.ts';
import { closeNights, openNights } from './night-lab.ts';

const KEYS = `test-1:${randomBytes(32).toString('base64')}`;
/** Names of fields and words of messages that every run puts into payloads and failures. */
const KNOWN = ['minibatchFullEvalSteps', 'candidateKey', 'demoSets'];
const WORDS = 'The metric cannot be used';
const NO_ROWS = 'The holdout of the ta';

describeWithServer('with keys for payloads', ({ binary }) => {
  const home = freshFolder('encrypted');
  let server: DevServer;
  let connection: Connection;
  let lab: Lab;
  let close: () => Promise<void>;

  beforeAll(async () => {
    process.env['DURABLE_MIPRO_WORKFLOW_BUNDLE'] = inject('workflowBundlePath') ?? '';
    process.env['DURABLE_MIPRO_PAYLOAD_KEYS'] = KEYS;
    server = await ensureDevServer({ home, binary });
    connection = await Connection.connect(server.connectionOptions);
    const client = new Client({ connection, dataConverter: dataConverterOf(process.env) });
    ({ lab, close } = await openLab({ address: server.address, client }));
  });
  afterAll(async () => {
    await closeNights();
    delete process.env['DURABLE_MIPRO_PAYLOAD_KEYS'];
    await close();
    await connection.close();
    await server.release();
    rmSync(home, { recursive: true, force: true });
  });

  /** All files of the server's database, its log of changes among them. */
  function database(): Buffer {
    const folder = join(home, 'temporal');
    const names = readdirSync(folder).filter((name) => name.startsWith('temporal.sqlite'));
    return Buffer.concat(names.map((name) => readFileSync(join(folder, name))));
  }

  test('a run goes through, and the server’s database holds none of its payloads’ text', async () => {
    const running = lab.start();
    const { result } = await running.finished;
    expect(result.trials.length).toBeGreaterThan(6);
    expect(running.seen.at(-1)?.stage).toBeDefined();
    const keyless = new Client({ connection, dataConverter: dataConverterOf({}) });
    const { workflowId } = await running.handle();
    await expect(keyless.workflow.getHandle(workflowId).result()).rejects.toMatchObject({
      name: 'PayloadUnreadable',
      message: expect.stringContaining('the key test-1, and no keys are set here'),
    });
    const stored = database();
    expect(stored.includes('binary/aes-256-gcm')).toBe(true);
    for (const text of KNOWN) expect(stored.includes(text), text).toBe(false);
    // They would be there without keys: this start is not encrypted.
    await new Client({ connection }).workflow.start('optimize', {
      workflowId: 'plain',
      taskQueue: 'plain',
      args: [KNOWN],
    });
    for (const text of KNOWN) expect(database().includes(text), text).toBe(true);
  });

  test('a failure’s words reach who follows the run, and not the database', async () => {
    let calls = 0;
    const metric = () => {
      calls += 1;
      if (calls > 5) throw new TypeError('no score');
      return true;
    };
    const error = await lab.run({ task: { metric }, settings: { maxErrors: 1 } }).then(
      () => new Error('It did not fail.'),
      (thrown: Error) => thrown,
    );
    expect(error.name).toBe('RunFailed');
    expect(error.message).toContain(WORDS);
    expect(database().includes(WORDS)).toBe(false);
    expect(database().includes('Encoded failure')).toBe(true);
  });

  test('so do the words with which a workflow fails by itself', async () => {
    const nights = await openNights(lab, { address: server.address });
    nights.setRows([]);
    const failure = await nights.night().then(
      () => new Error('It did not fail.'),
      (thrown: Error) => thrown.cause as Error,
    );
    expect(failure).toMatchObject({ type: 'NightFailed', message: expect.stringContaining(NO_ROWS) });
    expect(database().includes(NO_ROWS)).toBe(false);
  });

  test('a worker without the key leaves the run as it is, and says which key it lacks', async () => {
    delete process.env['DURABLE_MIPRO_PAYLOAD_KEYS'];
    const said: string[] = [];
    const write = process.stderr.write;
    process.stderr.write = ((chunk: string) => said.push(chunk) > 0) as typeof write;
    const { handle, end } = await servedWithoutKeys();
    process.env['DURABLE_MIPRO_PAYLOAD_KEYS'] = KEYS;
    await eventually(async () =>
      JSON.stringify(await handle.fetchHistory()).includes('no keys are set here'),
    );
    // The worker's log comes a moment later.
    await eventually(() => said.join('').includes('PayloadUnreadable') || said.join('').includes('test-1'));
    process.stderr.write = write;
    expect((await handle.describe()).status.name).toBe('RUNNING');
    expect(said.join('')).toContain('encrypted with the key test-1, and no keys are set here');
    await handle.terminate();
    await end();
  });

  async function servedWithoutKeys() {
    const name = `${lab.name}-keyless`;
    const native = await connectWorker({ address: server.address });
    const task = defineTask({ name, program: oneStep, metric: () => 1, trainset: [], lm: lab.lm() });
    const worker = await startOptimizerWorker({
      connection: native,
      namespace: 'default',
      tasks: [{ task, baseDir: home }],
      home: lab.freshHome(),
    });
    const options = { workflowId: name, taskQueue: taskQueue(name), args: [{}] };
    const handle = await lab.client.workflow.start('optimize', options);
    const end = async () => {
      await worker.shutdown();
      await native.close();
    };
    return { handle, end };
  }
});
