import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureDevServer, type DevServer } from '../../client/temporal-server/dev-server.ts';
import { identifyProcess, isRunning } from '../../client/temporal-server/process-identity.ts';
import { serverStatus, stopServer } from '../../client/temporal-server/server-control.ts';
import { describeWithServer, freshFolder } from '../real-server.ts';

const USER = fileURLToPath(new URL('server-user-process.ts', import.meta.url));

describeWithServer('the dev server of a project', ({ binary }) => {
  let home: string;
  let holds: DevServer[];
  let users: ChildProcess[];

  beforeEach(() => {
    home = freshFolder('server');
    holds = [];
    users = [];
  });

  afterEach(async () => {
    for (const user of users) user.kill('SIGKILL');
    // By force: a polite end takes a second, and the tests that are about it have waited for it.
    const { pid } = await serverStatus(home);
    if (pid !== null) process.kill(pid, 'SIGKILL');
    for (const hold of holds) await hold.release();
    rmSync(home, { recursive: true, force: true });
  });

  async function takeHold(): Promise<DevServer> {
    const hold = await ensureDevServer({ home, binary });
    holds.push(hold);
    return hold;
  }

  async function startUser(): Promise<{ process: ChildProcess; address: string; pid: number }> {
    const user = spawn(process.execPath, [USER, home, binary], { stdio: ['pipe', 'pipe', 'inherit'] });
    users.push(user);
    const [line] = await once(createInterface({ input: user.stdout }), 'line');
    return { process: user, ...JSON.parse(line as string) };
  }

  test('a second process gets the server that the first one started', async () => {
    const mine = await takeHold();
    const theirs = await startUser();
    expect(theirs).toMatchObject({ address: mine.address, pid: mine.pid });
  });

  test('a folder named relative to the working directory and by its full path has one server', async () => {
    const mine = await takeHold();
    const same = await ensureDevServer({ home: relative(process.cwd(), home), binary });
    holds.push(same);
    expect(same.pid).toBe(mine.pid);
  });

  test('two calls at once give one server', async () => {
    const [one, other] = await Promise.all([takeHold(), takeHold()]);
    expect(one.pid).toBe(other.pid);
  });

  test('the first of two clients to end leaves the server, the last one stops it', async () => {
    const mine = await takeHold();
    const server = await identifyProcess(mine.pid);
    const theirs = await startUser();
    await mine.release();
    const afterFirst = await isRunning(server!);
    theirs.process.stdin!.end();
    await once(theirs.process, 'exit');
    expect([afterFirst, await isRunning(server!)]).toEqual([true, false]);
  });

  test('a server killed under a supervising client comes back on its port with its data', async () => {
    const hold = await takeHold();
    hold.supervise();
    await startWorkflow(hold, 'survivor');
    process.kill(hold.pid, 'SIGKILL');
    const again = await waitForOtherPid(hold.pid);
    expect(again.address).toBe(hold.address);
    expect(await describeWorkflow(hold, 'survivor')).toBe('RUNNING');
  });

  test('a server outlives the kill of its only client and is found by the next one', async () => {
    const first = await startUser();
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');
    const next = await takeHold();
    expect(next.pid).toBe(first.pid);
  });

  test('notes of dead processes, also of one whose number was given away, do not keep the server running', async () => {
    const hold = await takeHold();
    const clients = join(home, 'temporal', 'clients');
    await mkdir(clients, { recursive: true });
    await writeFile(join(clients, '999999999.json'), JSON.stringify({ pid: 999_999_999, startToken: 'x/1' }));
    const parent = { ...(await identifyProcess(process.ppid)), startToken: 'earlier/1' };
    await writeFile(join(clients, `${process.ppid}.json`), JSON.stringify(parent));
    await hold.release();
    expect((await serverStatus(home)).state).toBe('stopped');
  });

  test('a server that was started to stay is left by its last client and ended by stopServer', async () => {
    const hold = await ensureDevServer({ home, binary, keepRunning: true });
    await hold.release();
    const afterRelease = (await serverStatus(home)).state;
    const outcome = await stopServer(home);
    expect([afterRelease, outcome.kind, (await serverStatus(home)).state]).toEqual([
      'running',
      'stopped',
      'stopped',
    ]);
  });

  test('stopServer leaves a server alone that a client uses', async () => {
    await takeHold();
    expect(await stopServer(home)).toEqual({ kind: 'in-use', clientPids: [process.pid] });
  });

  test('a server that is started again keeps its port', async () => {
    const first = await takeHold();
    await first.release();
    const second = await takeHold();
    expect([second.port, second.pid === first.pid]).toEqual([first.port, false]);
  });

  test('a server that cannot come up is an error with the end of its log', async () => {
    const broken = process.execPath;
    await expect(ensureDevServer({ home, binary: broken })).rejects.toThrow(
      /The Temporal server (did not come up in 3 tries|ended at once).*server\.log/s,
    );
  });

  test.runIf(process.platform === 'linux')("a model provider's key is not handed to the server", async () => {
    process.env['OPENAI_API_KEY'] = 'sk-test-only';
    const hold = await takeHold().finally(() => delete process.env['OPENAI_API_KEY']);
    expect(readFileSync(`/proc/${hold.pid}/environ`, 'utf8')).not.toContain('sk-test-only');
  });

  async function waitForOtherPid(pid: number): Promise<{ address: string | null }> {
    for (;;) {
      const status = await serverStatus(home);
      if (status.state === 'running' && status.pid !== pid) return status;
      await sleep(100);
    }
  }
});

async function startWorkflow(server: DevServer, workflowId: string): Promise<void> {
  await withClient(server, (client) =>
    client.workflow.start('nobodyRunsThis', { workflowId, taskQueue: 'no-worker' }),
  );
}

async function describeWorkflow(server: DevServer, workflowId: string): Promise<string> {
  return withClient(
    server,
    async (client) => (await client.workflow.getHandle(workflowId).describe()).status.name,
  );
}

async function withClient<T>(server: DevServer, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect(server.connectionOptions);
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}
