import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Leftovers } from './evidence.ts';

/** Drafts of whole writes, folders that are growing, and databases that were set aside. */
const UNFINISHED = /\.tmp$|\.json\.[0-9a-f]{8}$|\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|\.damaged-\d+/;

/** A child notices the death of its parent by itself, and may need a moment. */
const PATIENCE_MS = 5_000;
const ASK_EVERY_MS = 100;

/** What should not be there once a run has ended and all who served it are gone. Processes are only seen on Linux. */
export async function readLeftovers(home: string): Promise<Leftovers> {
  const deadline = performance.now() + PATIENCE_MS;
  while (processesOf(home).length > 0 && performance.now() < deadline) await wait(ASK_EVERY_MS);
  return { files: unfinishedFiles(home), processes: processesOf(home) };
}

function unfinishedFiles(home: string): readonly string[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((path) => UNFINISHED.test(path));
}

/** Those whose environment names the home folder, this one excepted. */
function processesOf(home: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => readProc(pid, 'environ').split('\0').includes(`DURABLE_MIPRO_HOME=${home}`))
    .map((pid) => `${pid} ${readProc(pid, 'cmdline').replaceAll('\0', ' ').trim()}`);
}

/** Empty for a process that has ended meanwhile, or is another user's. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(code)) return '';
    throw error;
  }
}
