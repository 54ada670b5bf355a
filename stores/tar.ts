import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';

/** A plain file of a tar archive. */
export interface TarEntry {
  /** Relative, with slashes. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** What was read is no tar archive, or was cut off. */
export class TarDamaged extends Error {
  override readonly name = 'TarDamaged';
}

/** Without owner and time, so that equal entries make equal bytes. */
const NOBODY = { mode: 0o600, uid: 0, gid: 0, mtime: new Date(0) } as const;

export async function* writeTar(
  entries: AsyncIterable<TarEntry> | Iterable<TarEntry>,
): AsyncGenerator<Uint8Array> {
  const archive = pack();
  const packed = packAll(archive, entries);
  // Awaited below, after what was packed has been read.
  packed.catch((error: Error) => archive.destroy(error));
  for await (const chunk of archive) yield chunk as Uint8Array;
  await packed;
}

async function packAll(
  archive: ReturnType<typeof pack>,
  entries: AsyncIterable<TarEntry> | Iterable<TarEntry>,
): Promise<void> {
  for await (const { name, content } of entries) {
    await new Promise<void>((resolve, reject) => {
      archive.entry({ ...NOBODY, name }, Buffer.from(content), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }
  archive.finalize();
}

/** How much of an archive is taken in, lest a small one unfold to more than memory or disk hold. */
export interface TarLimits {
  readonly mostFiles: number;
  readonly mostBytesOfFile: number;
  readonly mostBytes: number;
}

const MEGABYTE = 1024 * 1024;
/** A run of thousands of trials on large data stays far below. */
const LIMITS: TarLimits = {
  mostFiles: 200_000,
  mostBytesOfFile: 512 * MEGABYTE,
  mostBytes: 8 * 1024 * MEGABYTE,
};

/**
 * The plain files of an archive; folders, links and the headers that some programs add are passed over.
 * @throws TarDamaged, also when it is larger than the limits
 */
export async function* readTar(
  chunks: AsyncIterable<Uint8Array>,
  limits: TarLimits = LIMITS,
): AsyncGenerator<TarEntry> {
  const within = counter(limits);
  const archive = extract();
  const read = pipeline(Readable.from(chunks), archive);
  // Its failure reaches the loop below as well.
  read.catch(() => {});
  try {
    for await (const entry of archive) {
      within(entry.header.size ?? 0);
      const parts: Uint8Array[] = [];
      for await (const part of entry) parts.push(part as Uint8Array);
      const { name, type } = entry.header;
      if (type === 'file') yield { name: name.replace(/^\.\//, ''), content: Buffer.concat(parts) };
    }
  } catch (error) {
    throw asDamaged(error);
  }
}

/** Counts by what headers announce: nothing is read first. */
function counter({ mostFiles, mostBytesOfFile, mostBytes }: TarLimits): (size: number) => void {
  let [files, bytes] = [0, 0];
  return (size) => {
    files += 1;
    bytes += size;
    if (files > mostFiles || size > mostBytesOfFile || bytes > mostBytes)
      throw new TarDamaged('it unfolds to more than any run needs');
  };
}

function asDamaged(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (/unexpected end/i.test(error.message)) return new TarDamaged('it ends too early');
  return /tar header|checksum|invalid/i.test(error.message)
    ? new TarDamaged('it is no tar archive, or was damaged')
    : error;
}
