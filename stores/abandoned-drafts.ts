import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { sha256OfText } from './content-hash.ts';
import { hasCode, ifThere } from './read-if-there.ts';

/** Of another host nobody can say whether its process lives; but nobody writes a file for a day. */
const LONGEST_WRITE_MS = 24 * 60 * 60 * 1_000;

/** Containers number their processes alike, but have names of their own. */
const HOST = sha256OfText(hostname()).slice(0, 8);
const DRAFT = /\.(\d+)-([0-9a-f]{8})-[0-9a-f-]{36}\.tmp$/;

/** Under which name a file is written until it is whole. It says who writes it. */
export function draftOf(file: string): string {
  return `${file}.${process.pid}-${HOST}-${randomUUID()}.tmp`;
}

/** Removes what processes that were killed while they wrote have left in a folder and those below it. */
export async function removeAbandonedDrafts(folder: string): Promise<void> {
  for (const name of (await ifThere(readdir(folder, { recursive: true }))) ?? []) {
    const draft = join(folder, name);
    if (await isAbandoned(draft)) await rm(draft, { force: true });
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const [, pid, host] = DRAFT.exec(path) ?? [];
  if (pid === undefined) return false;
  if (host === HOST) return !isAlive(Number(pid));
  const found = await ifThere(stat(path));
  return found !== null && Date.now() - found.mtimeMs > LONGEST_WRITE_MS;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process lives too.
    return hasCode(error, 'EPERM');
  }
}
