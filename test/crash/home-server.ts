import { existsSync, readFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { ensureDevServer } from '../../client/temporal-server/dev-server.ts';
import { serverFiles, type ServerState } from '../../client/temporal-server/server-files.ts';

/** Kills a home's Temporal server at once, as a power cut would. Does nothing when it has not been started yet. */
export function killServerOf(home: string): void {
  if (!existsSync(serverFiles(home).state)) return;
  const state = JSON.parse(readFileSync(serverFiles(home).state, 'utf8')) as ServerState;
  if (state.server === null) return;
  try {
    process.kill(state.server.pid, 'SIGKILL');
  } catch (error) {
    // Killed before, and not noticed yet by anyone who would write it down.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
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
      return await use(new Client({ connection, namespace: hold.namespace }));
    } finally {
      await connection.close();
    }
  } finally {
    await hold.release();
  }
}
