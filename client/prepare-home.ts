import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { HomeUnusable } from './errors.ts';

const FILE_IN_THE_WAY: readonly string[] = ['EEXIST', 'ENOTDIR'];

/** Makes the `.durable-mipro` folder, readable by its owner only. @throws HomeUnusable when nothing can be written there */
export function prepareHome(home: string): void {
  try {
    makeFolder(home);
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    throw new HomeUnusable(home, FILE_IN_THE_WAY.includes(code) ? 'a file is in the way' : code);
  }
}

/** One folder after the other: Node's recursive way never ends in places such as /proc, where making one says ENOENT. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    // A file there is no folder, and this says so.
    mkdirSync(folder, { recursive: true });
    return;
  }
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}
