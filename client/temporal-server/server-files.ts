import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ProcessIdentity } from './process-identity.ts';

/** Where everything about one project's dev server lies. */
export interface ServerFiles {
  readonly folder: string;
  readonly state: string;
  readonly database: string;
  readonly log: string;
  readonly lock: string;
  readonly clients: string;
}

/** What is remembered about the server between processes: the content of `server.json`. */
export interface ServerState {
  readonly schema: 1;
  /** Chosen once, so that clients and workers find a restarted server where it was. */
  readonly port: number;
  /** Null after a clean end. */
  readonly server: ProcessIdentity | null;
  /** ISO 8601; when `server` was started. */
  readonly startedAt: string;
  /** True when a person started it: then the last client leaves it running. */
  readonly keepRunning: boolean;
}

/** The files of the server that belongs to a `.durable-mipro` folder. */
export function serverFiles(home: string): ServerFiles {
  const folder = resolve(home, 'temporal');
  return {
    folder,
    state: join(folder, 'server.json'),
    database: join(folder, 'temporal.sqlite'),
    log: join(folder, 'server.log'),
    lock: join(folder, 'server.lock'),
    clients: join(folder, 'clients'),
  };
}

/** The remembered state, or null when there is none that can be read. */
export async function readServerState(files: ServerFiles): Promise<ServerState | null> {
  const state = await readJson<Partial<ServerState>>(files.state);
  const isWhole = state?.schema === 1 && Number.isInteger(state.port);
  return isWhole ? (state as ServerState) : null;
}

export async function writeServerState(files: ServerFiles, state: ServerState): Promise<void> {
  await writeJson(files.state, state);
}

/**
 * Makes a file for its owner only, if there is none. SQLite takes an empty file as a new database and gives the files that
 * it puts beside it the same permissions.
 */
export function createPrivately(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

/** Writes a file whole or not at all. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
}

/** The content of a JSON file; null when it is missing, or cut short by a power failure. */
export async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
