import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { findBinary } from './find-binary.ts';
import { waitUntilAnswering } from './health.ts';
import { chooseFreePort, isPortFree } from './port.ts';
import { isRunning } from './process-identity.ts';
import { readServerState, writeServerState, type ServerFiles, type ServerState } from './server-files.ts';
import { endServer, readLogTail, startServer } from './server-process.ts';

/** How the server is to be started when it must be. */
export interface StartSettings {
  readonly log: (line: string) => void;
  /** The binary to start; found when it is needed if absent. */
  readonly binary?: string | undefined;
  readonly keepRunning?: boolean | undefined;
}

const READY_TIMEOUT_MS = 60_000;
const START_TRIES = 3;
const PORT_PATIENCE_MS = 5_000;
const PORT_POLL_MS = 50;

/**
 * Returns the state of a server that runs and answers: the present one, else a new one on the same port and the same
 * database. The caller holds the server's lock.
 *
 * @throws TemporalUnavailable when there is no binary
 * @throws Error with the end of the server's log when it does not come up
 */
export async function bringUp(files: ServerFiles, settings: StartSettings): Promise<ServerState> {
  const known = await readServerState(files);
  if (known?.server && (await isRunning(known.server))) {
    const isUp = await waitUntilAnswering(known.port, toPatience(known));
    if (isUp) return withKeepRunning(files, { state: known, settings });
    settings.log(
      `the Temporal server, pid ${known.server.pid}, does not answer; starting another in its place`,
    );
    await endServer(known.server);
  }
  return startAgain(files, { known, settings });
}

async function withKeepRunning(
  files: ServerFiles,
  { state, settings }: { readonly state: ServerState; readonly settings: StartSettings },
): Promise<ServerState> {
  if (state.keepRunning || !settings.keepRunning) return state;
  const kept = { ...state, keepRunning: true };
  await writeServerState(files, kept);
  return kept;
}

async function startAgain(
  files: ServerFiles,
  { known, settings }: { readonly known: ServerState | null; readonly settings: StartSettings },
): Promise<ServerState> {
  await mkdir(files.folder, { recursive: true, mode: 0o700 });
  const binary = settings.binary ?? (await findBinary({ log: settings.log }));
  const keepRunning = settings.keepRunning ?? known?.keepRunning ?? false;
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    const port = await choosePort(known?.port, settings);
    const state = await startOn(port, { files, binary, keepRunning });
    if (await waitUntilAnswering(port, toPatience(state))) return state;
    if (state.server) await endServer(state.server);
  }
  throw new Error(`The Temporal server did not come up in ${START_TRIES} tries. ${await readLogTail(files)}`);
}

async function choosePort(earlier: number | undefined, { log }: StartSettings): Promise<number> {
  if (earlier !== undefined && (await becomesFree(earlier))) return earlier;
  const port = await chooseFreePort();
  if (earlier !== undefined)
    log(`port ${earlier} is taken by another program; the Temporal server moves to ${port}`);
  return port;
}

/** A server that was killed lets go of its port a moment after it is gone; workers look for the next one there. */
async function becomesFree(port: number): Promise<boolean> {
  const givenUpAt = performance.now() + PORT_PATIENCE_MS;
  while (!(await isPortFree(port))) {
    if (performance.now() > givenUpAt) return false;
    await wait(PORT_POLL_MS);
  }
  return true;
}

// The state is written before the server is ready: if we die now, the next process finds it.
async function startOn(
  port: number,
  {
    files,
    binary,
    keepRunning,
  }: { readonly files: ServerFiles; readonly binary: string; readonly keepRunning: boolean },
): Promise<ServerState> {
  const server = await startServer(binary, port, files);
  const state: ServerState = { schema: 1, port, server, startedAt: new Date().toISOString(), keepRunning };
  await writeServerState(files, state);
  return state;
}

function toPatience(state: ServerState) {
  return {
    timeoutMs: READY_TIMEOUT_MS,
    isAlive: async () => state.server !== null && isRunning(state.server),
  };
}
