import { rename } from 'node:fs/promises';
import { hasCode } from './read-if-there.ts';

/** Keeps a damaged file under a new name beside its place. @returns that name; null when someone else was quicker */
export async function setAside(file: string): Promise<string | null> {
  const aside = `${file}.damaged-${Date.now()}`;
  try {
    await rename(file, aside);
    return aside;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
