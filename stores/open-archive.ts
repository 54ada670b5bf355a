import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { ArchiveUnreadable } from './archive-unreadable.ts';
import { ifThere, readIfThere } from './read-if-there.ts';
import { readTar, TarDamaged } from './tar.ts';
import { writeWhole } from './write-whole.ts';

/** An exported run, whether it came as a folder or as one file. */
export interface OpenArchive {
  /** Null when there is no such file. Names are made by us, never taken from the archive. */
  text(name: string): Promise<string | null>;
  close(): Promise<void>;
}

/** Names as `export-run` makes them; whatever else is in the file is passed over, so that nothing can lead outside. */
const OUR_NAMES =
  /^(checkpoint|result|program|durable-mipro-run)\.json$|^artifacts\/[0-9a-f]{2}\/[0-9a-f]{62}\.json$|^answers\/\d{6}\.jsonl$/;

/** A file is unpacked beside the stores, since it is to be moved there. @throws ArchiveUnreadable */
export async function openArchive(path: string, home: string): Promise<OpenArchive> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new ArchiveUnreadable(path, 'there is no such file or folder');
  if (found.isDirectory()) return archiveIn(await realpath(path), async () => {});
  await mkdir(home, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(await realpath(home), 'import-'));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    await unpack(path, folder);
  } catch (error) {
    await close();
    throw asUnreadable(path, error);
  }
  return archiveIn(folder, close);
}

function archiveIn(folder: string, close: () => Promise<void>): OpenArchive {
  return { text: (name) => textInside(folder, name), close };
}

/** A folder from elsewhere may hold links, which could lead anywhere: what is not really below the folder is not there. */
async function textInside(folder: string, name: string): Promise<string | null> {
  const file = join(folder, name);
  const real = await ifThere(realpath(file));
  return real === file ? readIfThere(file) : null;
}

async function unpack(file: string, folder: string): Promise<void> {
  const unzipped = createReadStream(file).pipe(createGunzip());
  for await (const { name, content } of readTar(unzipped)) {
    // Someone may have packed the folder again, with its name in front.
    const own = OUR_NAMES.test(name) ? name : name.slice(name.indexOf('/') + 1);
    if (OUR_NAMES.test(own)) await writeWhole(join(folder, own), content);
  }
}

/** Node's zlib names its errors by codes such as Z_BUF_ERROR. */
function asUnreadable(path: string, error: unknown): unknown {
  if (error instanceof TarDamaged) return new ArchiveUnreadable(path, error.message);
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return new ArchiveUnreadable(path, 'it ends too early');
  return code.startsWith('Z_') ? new ArchiveUnreadable(path, 'it is no .tgz file, or was damaged') : error;
}
