import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { signalProcess } from '../client/temporal-server/process-identity.ts';
import { readServerState, serverFiles } from '../client/temporal-server/server-files.ts';

const STATE = join('temporal', 'server.json');

/** Removes the folder of a test run, after ending, by force, each dev server whose home lies in it. */
export async function clearRun(folder: string): Promise<void> {
  const paths = await readdir(folder, { recursive: true });
  for (const path of paths.filter((entry) => entry.endsWith(STATE))) {
    const state = await readServerState(serverFiles(join(folder, path, '..', '..')));
    if (state?.server) await signalProcess(state.server, 'SIGKILL');
  }
  await rm(folder, { recursive: true, force: true });
}
