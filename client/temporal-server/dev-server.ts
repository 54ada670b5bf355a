import { liveClients, registerClient, unregisterClient } from './client-registry.ts';
import { withFileLock } from './file-lock.ts';
import { EMBEDDED_NAMESPACE } from './health.ts';
import { bringUp, isUp, type StartSettings } from './keep-running.ts';
import { LOOPBACK } from './port.ts';
import { readServerState, serverFiles, writeServerState, type ServerFiles } from './server-files.ts';
import { endServer } from './server-process.ts';
import { watchServer } from './watch-server.ts';

export interface EnsureDevServerOptions {
  /** The `.durable-mipro` folder. One server for each. */
  readonly home: string;
  /** Gets one line for each slow or surprising step. */
  readonly log?: (line: string) => void;
  /** The `temporal` binary; found when a server must be started if absent. */
  readonly binary?: string;
  /** True: no client's end stops it, only `stopServer` does. */
  readonly keepRunning?: boolean;
}

/** A client's hold on the project's dev server. */
export interface DevServer {
  readonly address: string;
  readonly namespace: string;
  readonly port: number;
  readonly pid: number;
  /** Starts the server again, at the same address, whenever it dies while this hold lasts. Stops with `release`. */
  supervise(): void;
  /** Gives the hold up. The last client to do so stops the server, and this returns when it is gone. */
  release(): Promise<void>;
}

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

/**
 * Joins the dev server of a `.durable-mipro` folder, and starts it first if it does not run. It outlives this process when
 * that is killed, and the next call, from any process, finds it.
 *
 * @throws TemporalUnavailable when there is no server binary and no way to get one
 * @throws Error with the end of the server's log when it does not come up within 60 s
 */
export async function ensureDevServer(options: EnsureDevServerOptions): Promise<DevServer> {
  const files = serverFiles(options.home);
  const settings: StartSettings = {
    log: options.log ?? (() => {}),
    binary: options.binary,
    keepRunning: options.keepRunning,
  };
  const onWait = () => settings.log('another process is starting the Temporal server; waiting for it ...');
  return withFileLock(
    files.lock,
    async () => {
      const state = await bringUp(files, settings);
      const note = await registerClient(files);
      return toHold(files, { note, settings, port: state.port, pid: state.server?.pid ?? -1 });
    },
    onWait,
  );
}

interface Joined {
  readonly note: string;
  readonly settings: StartSettings;
  readonly port: number;
  readonly pid: number;
}

function toHold(files: ServerFiles, { note, settings, port, pid }: Joined): DevServer {
  let stopWatching = async () => {};
  let released: Promise<void> | undefined;
  return {
    address: `${LOOPBACK}:${port}`,
    namespace: EMBEDDED_NAMESPACE,
    port,
    pid,
    supervise() {
      if (released !== undefined)
        throw new Error('This hold on the Temporal server was released. Take a new one.');
      const stopEarlier = stopWatching;
      const stop = watchServer(files, settings);
      stopWatching = async () => {
        await stopEarlier();
        await stop();
      };
    },
    release() {
      released ??= stopWatching().then(() => letGo(files, note));
      return released;
    },
  };
}

async function letGo(files: ServerFiles, note: string): Promise<void> {
  await withFileLock(files.lock, async () => {
    await unregisterClient(note);
    const state = await readServerState(files);
    if (!state?.server || state.keepRunning || (await liveClients(files)).length > 0) return;
    await endServer(state.server);
    await writeServerState(files, { ...state, server: null });
  });
}

/** What there is to know about the dev server of a `.durable-mipro` folder, without starting one. */
export async function serverStatus(home: string): Promise<ServerStatus> {
  const files = serverFiles(home);
  const state = await readServerState(files);
  const clientPids = (await liveClients(files)).map((client) => client.pid);
  const word = state === null ? 'stopped' : await isUp(state);
  const shown = word === 'stopped' ? null : state;
  return {
    state: word,
    address: shown === null ? null : `${LOOPBACK}:${shown.port}`,
    pid: shown?.server?.pid ?? null,
    startedAt: shown?.startedAt ?? null,
    keepRunning: shown?.keepRunning ?? false,
    clientPids,
    logFile: files.log,
  };
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
    const wasRunning = state?.server ? (await isUp(state)) !== 'stopped' : false;
    if (state?.server) await endServer(state.server);
    if (state) await writeServerState(files, { ...state, server: null, keepRunning: false });
    return wasRunning ? { kind: 'stopped' } : { kind: 'was-not-running' };
  });
}
