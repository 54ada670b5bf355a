import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { spawnPracticeServer } from '../../lm/practice/index.ts';

const MODULE = fileURLToPath(new URL('../../lm/practice/index.ts', import.meta.url));

function post(url: string, text: string): Promise<Response> {
  const body = JSON.stringify({ model: 'practice', messages: [{ role: 'user', content: text }] });
  return fetch(`${url}/chat/completions`, { method: 'POST', body });
}

/** Asked by address: a dead process may stay in the process table until somebody collects it. */
async function isServing(url: string): Promise<boolean> {
  return fetch(`${url}/models`).then(
    () => true,
    () => false,
  );
}

/** A process that starts a server, prints its address and then does `rest`. */
function startParent(rest: string): ChildProcessByStdio<null, Readable, null> {
  const code = `import { spawnPracticeServer } from ${JSON.stringify(MODULE)};
    process.stdout.write((await spawnPracticeServer()).url);
    ${rest}`;
  return spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function firstOutput(parent: ChildProcessByStdio<null, Readable, null>): Promise<string> {
  const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
  return String(chunk);
}

test('a server in another process answers, is controlled over loopback and ends when closed', async () => {
  const server = await spawnPracticeServer({ faults: [{ at: 1, kind: 'status500' }] });
  expect((await post(server.url, 'a')).status).toBe(500);
  await server.control({ faults: [{ at: 2, kind: 'status404' }] });
  expect((await post(server.url, 'b')).status).toBe(404);
  expect(await server.stats()).toMatchObject({ requests: 2, byOutcome: { status500: 1, status404: 1 } });
  await server.close();
  expect(await isServing(server.url)).toBe(false);
});

test('every request that arrived is in the journal file of a server that was killed', async () => {
  const journalPath = join(mkdtempSync(join(tmpdir(), 'practice-')), 'journal.jsonl');
  const server = await spawnPracticeServer({ journalPath, latencyMs: 5_000 });
  const waiting = Array.from({ length: 25 }, (_, i) => post(server.url, `request ${i}`).catch(() => null));
  await expect.poll(async () => (await server.stats()).inFlight, { timeout: 4_000 }).toBe(25);
  process.kill(server.pid, 'SIGKILL');
  expect(await Promise.all(waiting)).toEqual(waiting.map(() => null));
  const lines = readFileSync(journalPath, 'utf8').trim().split('\n');
  const entries = lines.map((line) => JSON.parse(line) as { sequence: number; requestHash: string });
  expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
  expect(new Set(entries.map(({ requestHash }) => requestHash)).size).toBe(25);
});

test('the server dies with a parent that is killed', async () => {
  const parent = startParent('setInterval(() => {}, 1000);');
  const url = await firstOutput(parent);
  expect(await isServing(url)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isServing(url), { timeout: 4_000 }).toBe(false);
});

test('a parent with nothing else to do ends, and its server with it', async () => {
  const parent = startParent('');
  const [url, [exitCode]] = await Promise.all([firstOutput(parent), once(parent, 'exit')]);
  expect(exitCode).toBe(0);
  await expect.poll(() => isServing(url), { timeout: 4_000 }).toBe(false);
});
