import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { draftOf } from './abandoned-drafts.ts';
import { storeFailure } from './store-failure.ts';

export type Content = string | Uint8Array;
export type WriteWhole = (file: string, content: Content) => Promise<void>;

/** Puts the bytes into an open file. */
export type Fill = (handle: FileHandle, content: Content) => Promise<void>;

/**
 * Writes a file so that a reader, or a machine that lost power, sees the old content or all of the new: the bytes reach
 * the disk under another name first. Folders are made for the owner only.
 * @throws StoreFailed when the disk is full or the place may not be written to; nothing is left behind
 */
export const writeWhole: WriteWhole = wholeWriter((handle, content) => handle.writeFile(content));

/** The same with another way to fill the file: whatever that does, no reader sees half a file. */
export function wholeWriter(fill: Fill): WriteWhole {
  return async (file, content) => {
    try {
      await writeBy(fill, file, content);
    } catch (error) {
      throw storeFailure(file, error);
    }
  };
}

async function writeBy(fill: Fill, file: string, content: Content): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = draftOf(file);
  try {
    await writeAndSync(temporary, (handle) => fill(handle, content));
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

async function writeAndSync(file: string, fill: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await fill(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A rename is only safe once the folder itself is on disk. Windows cannot open folders and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
