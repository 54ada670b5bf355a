import { withFileLock } from './file-lock.ts';
import { bringUp, type StartSettings } from './keep-running.ts';
import { seemsRunning } from './process-identity.ts';
import { readServerState, type ServerFiles } from './server-files.ts';

const LOOK_EVERY_MS = 500;

/**
 * Looks twice a second whether the server's process is there, and starts it again when it is not. Returns the way to stop,
 * which waits for a restart that is under way. Does not keep the process alive.
 */
export function watchServer(files: ServerFiles, settings: StartSettings): () => Promise<void> {
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    looking ??= look(files, settings).finally(() => {
      looking = undefined;
    });
  }, LOOK_EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}

// A restart that fails is reported and tried again at the next look: clients keep calling meanwhile.
async function look(files: ServerFiles, settings: StartSettings): Promise<void> {
  try {
    if (await isServerThere(files)) return;
    await withFileLock(files.lock, async () => {
      if (await isServerThere(files)) return;
      settings.log('the Temporal server is gone; starting it again ...');
      const { server, port } = await bringUp(files, settings);
      settings.log(`the Temporal server is back on port ${port} (pid ${server?.pid})`);
    });
  } catch (error) {
    settings.log(`the Temporal server could not be started again: ${(error as Error).message}`);
  }
}

async function isServerThere(files: ServerFiles): Promise<boolean> {
  const state = await readServerState(files);
  return state?.server ? seemsRunning(state.server) : false;
}
