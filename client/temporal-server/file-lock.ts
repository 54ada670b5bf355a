import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPrivately } from './server-files.ts';

const POLL_MS = 100;
const SQLITE_BUSY = 5;

/**
 * Runs `work` while no other caller, in this process or another, is inside with the same path. The lock is SQLite's on an
 * otherwise empty file: the operating system drops it with the process, so no dead holder ever has to be recognised.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, onWait?: () => void): Promise<T> {
  const file = await openLockFile(path);
  try {
    for (let told = false; !tryLock(file); told = true) {
      if (!told) onWait?.();
      await sleep(POLL_MS);
    }
    return await work();
  } finally {
    file.close();
  }
}

async function openLockFile(path: string): Promise<DatabaseSync> {
  const { DatabaseSync } = await import('node:sqlite');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  createPrivately(path);
  return new DatabaseSync(path);
}

function tryLock(file: DatabaseSync): boolean {
  try {
    file.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
