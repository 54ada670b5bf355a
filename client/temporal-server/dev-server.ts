import { liveClients, registerClient, unregisterClient } from './client-registry.ts';
import { withFileLock } from './file-lock.ts';
import { EMBEDDED_NAMESPACE, loopbackConnection, type LoopbackConnection } from './health.ts';
import { bringUp, type StartSettings } from './keep-running.ts';
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
  /** For `Connection.connect`; it goes past a proxy. */
  readonly connectionOptions: LoopbackConnection;
  readonly namespace: string;
  readonly port: number;
  readonly pid: number;
  /** Starts the server again, at the same address, whenever it dies while this hold lasts. Stops with `release`. */
  supervise(): void;
  /** Gives the hold up. The last client to do so stops the server, and this returns when it is gone. */
  release(): Promise<void>;
}

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
  const onWait = () =>
    settings.log('another process is starting or stopping the Temporal server; waiting for it ...');
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
  const connectionOptions = loopbackConnection(port);
  const watches: (() => Promise<void>)[] = [];
  let released: Promise<void> | undefined;
  return {
    address: connectionOptions.address,
    connectionOptions,
    namespace: EMBEDDED_NAMESPACE,
    port,
    pid,
    supervise() {
      if (released !== undefined)
        throw new Error('This hold on the Temporal server was released. Take a new one.');
      if (watches.length === 0) watches.push(watchServer(files, settings));
    },
    release() {
      released ??= endHold(files, { note, watches });
      return released;
    },
  };
}

async function endHold(
  files: ServerFiles,
  { note, watches }: { readonly note: string; readonly watches: readonly (() => Promise<void>)[] },
): Promise<void> {
  for (const stop of watches) await stop();
  await withFileLock(files.lock, async () => {
    await unregisterClient(note);
    const state = await readServerState(files);
    if (!state?.server || state.keepRunning || (await liveClients(files)).length > 0) return;
    await endServer(state.server);
    await writeServerState(files, { ...state, server: null });
  });
}
