import { readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ifThere } from './read-if-there.ts';

const ASIDE = '.damaged-';

/** Keeps a damaged file under a new name beside its place. @returns that name; null when someone else was quicker */
export async function setAside(file: string): Promise<string | null> {
  const aside = `${file}${ASIDE}${Date.now()}`;
  return ifThere(rename(file, aside).then(() => aside));
}

/** Under which name a damaged file of that place was kept last; null when there was none. */
export async function lastAside(file: string): Promise<string | null> {
  const names = (await ifThere(readdir(dirname(file)))) ?? [];
  const last = names
    .filter((name) => name.startsWith(basename(file) + ASIDE))
    .toSorted()
    .at(-1);
  return last === undefined ? null : join(dirname(file), last);
}
