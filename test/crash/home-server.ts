import { existsSync, readFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { ensureDevServer } from '../../client/temporal-server/dev-server.ts';
import { serverFiles, type ServerState } from '../../client/temporal-server/server-files.ts';
import { dataConverter } from '../../workers/compressed-payloads.ts';

/** Kills a home's Temporal server at once, as a power cut would. False when there is none. */
export function killServerOf(home: string): boolean {
  if (!existsSync(serverFiles(home).state)) return false;
  const state = JSON.parse(readFileSync(serverFiles(home).state, 'utf8')) as ServerState;
  if (state.server === null) return false;
  try {
    return process.kill(state.server.pid, 'SIGKILL');
  } catch (error) {
    // Killed before, and not noticed yet by anyone who would write it down.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    return false;
  }
}

/** Starts a home's Temporal server, if it does not run, for as long as it is used. */
export async function withServerOf<T>(
  { home, binary }: { readonly home: string; readonly binary: string },
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const hold = await ensureDevServer({ home, binary });
  try {
    const connection = await Connection.connect(hold.connectionOptions);
    try {
      return await use(new Client({ connection, namespace: hold.namespace, dataConverter }));
    } finally {
      await connection.close();
    }
  } finally {
    await hold.release();
  }
}
