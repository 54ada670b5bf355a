import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { identifySelf, isRunning, type ProcessIdentity } from './process-identity.ts';
import { readJson, writeJson, type ServerFiles } from './server-files.ts';

let registeredHere = 0;

/** Notes that this process uses the server. Returns the note's file; one process may hold several. */
export async function registerClient(files: ServerFiles): Promise<string> {
  const nth = (registeredHere += 1);
  const name = nth === 1 ? `${process.pid}.json` : `${process.pid}-${nth}.json`;
  const note = join(files.clients, name);
  await writeJson(note, await identifySelf());
  return note;
}

/** Takes a note away. */
export async function unregisterClient(note: string): Promise<void> {
  await rm(note, { force: true });
}

/** The processes that use the server. Notes of processes that ended without taking theirs away are removed. */
export async function liveClients(files: ServerFiles): Promise<readonly ProcessIdentity[]> {
  const live: ProcessIdentity[] = [];
  for (const name of await listNotes(files)) {
    const note = join(files.clients, name);
    const client = await readJson<ProcessIdentity>(note);
    if (client !== null && (await isRunning(client))) live.push(client);
    else await unregisterClient(note);
  }
  return live;
}

async function listNotes(files: ServerFiles): Promise<readonly string[]> {
  try {
    return (await readdir(files.clients)).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
