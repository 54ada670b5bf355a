import { execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool } from './open-registry.ts';

const VERSIONS = '/usr/lib/postgresql';

/** The folder of the newest installed PostgreSQL server's programs; null when there is none. */
export function postgresBinaries(): string | null {
  const versions = existsSync(VERSIONS)
    ? readdirSync(VERSIONS).toSorted((a, b) => Number(b) - Number(a))
    : [];
  const folders = versions.map((version) => join(VERSIONS, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

export interface PostgresServer {
  /** It listens on a socket in this folder only. */
  readonly socketFolder: string;
  stop(): Promise<void>;
}

/** An empty server of our own in a folder of its own. */
export async function startPostgres(binaries: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'pg-'));
  const owner = postgresOwner();
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid ?? 0);
  const data = join(folder, 'data');
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '--locale=C', '-E', 'UTF8'];
  await promisify(execFile)(join(binaries, 'initdb'), initdb, { ...owner, cwd: folder });
  const settings = ['-c', 'listen_addresses=', '-c', `unix_socket_directories=${folder}`, '-c', 'fsync=off'];
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings], {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await untilItAnswers(folder, () => server.exitCode !== null);
  return {
    socketFolder: folder,
    stop: async () => {
      // Waits until the last client has gone.
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server refuses to run as root: then it runs as the account that its package has made. */
function postgresOwner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function untilItAnswers(socketFolder: string, hasEnded: () => boolean): Promise<void> {
  const pool = await openPool(socketFolder);
  try {
    for (;;) {
      if (hasEnded()) throw new Error('The PostgreSQL server for the test ended at once.');
      const answers = await pool.query('SELECT 1').then(
        () => true,
        () => false,
      );
      if (answers) return;
      await sleep(50);
    }
  } finally {
    await pool.end();
  }
}
