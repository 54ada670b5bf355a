import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import { InvalidRequest } from '../domain/errors.ts';
import { ifThere } from './read-if-there.ts';
import { writeTar, type TarEntry } from './tar.ts';
import { writeWhole } from './write-whole.ts';

const ARCHIVE_ENDING = /\.(tgz|tar\.gz)$/i;

/**
 * Writes entries into a `.tgz` file, whole or not at all, or into a new folder, in their order. Readable by their owner
 * only.
 * @throws InvalidRequest when something is there already
 */
export async function writeArchive(target: string, entries: AsyncIterable<TarEntry>): Promise<void> {
  if (await isTaken(target)) {
    throw new InvalidRequest(`${target} is there already. Name a new file ending in .tgz, or a new folder.`);
  }
  await (ARCHIVE_ENDING.test(target) ? writeFile(target, entries) : writeFolder(target, entries));
}

/** An empty folder is as good as none. */
async function isTaken(target: string): Promise<boolean> {
  const found = await ifThere(stat(target));
  if (found === null) return false;
  return !found.isDirectory() || (await readdir(target)).length > 0;
}

async function writeFile(file: string, entries: AsyncIterable<TarEntry>): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await pipeline(
      writeTar(entries),
      createGzip(),
      createWriteStream(temporary, { mode: 0o600, flags: 'wx' }),
    );
    const handle = await open(temporary, 'r+');
    await handle.sync();
    await handle.close();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeFolder(folder: string, entries: AsyncIterable<TarEntry>): Promise<void> {
  for await (const { name, content } of entries) await writeWhole(join(folder, name), content);
}
