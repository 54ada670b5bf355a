import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PracticeServerOptions, PracticeStats } from './practice-server.ts';
import type { PracticeConditions } from './read-conditions.ts';

/** A practice server in a process of its own. */
export interface SpawnedPracticeServer {
  /** Base address for clients, ending in `/v1`. */
  readonly url: string;
  readonly pid: number;
  readonly journalPath: string | undefined;
  stats(): Promise<PracticeStats>;
  /** Changes what is given and leaves the rest. */
  control(conditions: PracticeConditions): Promise<void>;
  close(): Promise<void>;
}

function toArguments(options: PracticeServerOptions): string[] {
  const { port, latencyMs, jitterMs, seed, journalPath, requireKey, faults, rateLimit } = options;
  const values = {
    port,
    latency: latencyMs,
    jitter: jitterMs,
    seed,
    journal: journalPath,
    key: requireKey,
    faults: faults === undefined ? undefined : JSON.stringify(faults),
    'rate-limit': rateLimit === undefined ? undefined : JSON.stringify(rateLimit),
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
}

async function readUrl(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) return (JSON.parse(text) as { url: string }).url;
  }
  throw new Error('The practice server ended before it was ready; its reason stands on stderr.');
}

/** Runs as source and compiled: the entry has the extension that this file has. */
function entryPath(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./serve.${extension}`, import.meta.url));
}

async function request(address: string, init?: { method: string; body: string }): Promise<Response> {
  const response = await fetch(address, init);
  if (!response.ok)
    throw new Error(`The practice server answered a control request with status ${response.status}.`);
  return response;
}

/**
 * Starts a practice server as a child process. It ends with this process, however that ends, and does not keep it alive.
 * @throws Error when the child ends before it is ready
 */
export async function spawnPracticeServer(
  options: PracticeServerOptions = {},
): Promise<SpawnedPracticeServer> {
  const child = spawn(process.execPath, [entryPath(), ...toArguments(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const url = await readUrl(child);
  const control = new URL('/control', url).href;
  child.unref();
  return {
    url,
    pid: child.pid ?? 0,
    journalPath: options.journalPath,
    stats: async () => (await (await request(`${control}/stats`)).json()) as PracticeStats,
    control: async (conditions) => {
      await request(control, { method: 'POST', body: JSON.stringify(conditions) });
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
