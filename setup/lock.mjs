import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const STALE_AFTER_MS = 20 * 60_000;

/** Runs `work` while no other process holds the lock file. A lock whose holder is dead is taken over. */
export async function withLock(path, { onWait }, work) {
  mkdirSync(dirname(path), { recursive: true });
  for (let told = false; !tryTake(path); told = true) {
    if (!told) onWait();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryTake(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    removeIfStale(path);
    return false;
  }
}

// Renaming first makes sure that only one of several waiting processes takes a dead lock away.
function removeIfStale(path) {
  try {
    const holder = readFileSync(path, 'utf8');
    const old = Date.now() - statSync(path).mtimeMs > STALE_AFTER_MS;
    if (!old && (holder === '' || isAlive(Number(holder)))) return;
    const aside = `${path}.${process.pid}`;
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
