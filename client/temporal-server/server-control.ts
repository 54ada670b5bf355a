import { liveClients } from './client-registry.ts';
import { withFileLock } from './file-lock.ts';
import { isAnswering } from './health.ts';
import { LOOPBACK } from './port.ts';
import { isRunning } from './process-identity.ts';
import { readServerState, serverFiles, writeServerState, type ServerState } from './server-files.ts';
import { endServer } from './server-process.ts';

export interface ServerStatus {
  readonly state: 'running' | 'unresponsive' | 'stopped';
  readonly address: string | null;
  readonly pid: number | null;
  readonly startedAt: string | null;
  readonly keepRunning: boolean;
  readonly clientPids: readonly number[];
  readonly logFile: string;
}

/** What came of a wish to stop the server. While clients use it, it is left alone: they would only start it again. */
export type StopOutcome =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'was-not-running' }
  | { readonly kind: 'in-use'; readonly clientPids: readonly number[] };

/** What there is to know about the dev server of a `.durable-mipro` folder, without starting one. */
export async function serverStatus(home: string): Promise<ServerStatus> {
  const files = serverFiles(home);
  const state = await readServerState(files);
  const clientPids = (await liveClients(files)).map((client) => client.pid);
  const word = state === null ? 'stopped' : await isUp(state);
  return {
    state: word,
    clientPids,
    logFile: files.log,
    ...(word === 'stopped' || state === null ? NOTHING_RUNS : describe(state)),
  };
}

const NOTHING_RUNS = { address: null, pid: null, startedAt: null, keepRunning: false } as const;

function describe({ port, server, startedAt, keepRunning }: ServerState) {
  return { address: `${LOOPBACK}:${port}`, pid: server?.pid ?? null, startedAt, keepRunning };
}

/** Stops the dev server of a `.durable-mipro` folder, unless a client uses it. */
export async function stopServer(home: string): Promise<StopOutcome> {
  const files = serverFiles(home);
  const present = await readServerState(files);
  if (present === null) return { kind: 'was-not-running' };
  return withFileLock(files.lock, async () => {
    const state = await readServerState(files);
    const clientPids = (await liveClients(files)).map((client) => client.pid);
    if (clientPids.length > 0) return { kind: 'in-use', clientPids };
    if (!state?.server) return { kind: 'was-not-running' };
    const wasRunning = await isRunning(state.server);
    await endServer(state.server);
    await writeServerState(files, { ...state, server: null, keepRunning: false });
    return wasRunning ? { kind: 'stopped' } : { kind: 'was-not-running' };
  });
}

async function isUp(state: ServerState): Promise<ServerStatus['state']> {
  if (!state.server || !(await isRunning(state.server))) return 'stopped';
  return (await isAnswering(state.port)) ? 'running' : 'unresponsive';
}
