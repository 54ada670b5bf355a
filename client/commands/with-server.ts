import { homeDirectory } from '../../stores/home.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { connectTemporal, type Connected } from '../connection.ts';
import { say } from '../show/print.ts';

export interface At extends Connected {
  readonly runs: RunFolders;
  readonly home: string;
}

/** Connects, does the work, and lets go of the server whatever happened. */
export async function withServer<T>(work: (at: At) => Promise<T>): Promise<T> {
  const home = homeDirectory();
  const connected = await connectTemporal({ home, log: say });
  try {
    return await work({ ...connected, runs: new RunFolders(home), home });
  } finally {
    await connected.release();
  }
}
