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

/** The plain files of an archive; folders, links and the headers that some programs add are passed over. @throws TarDamaged */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const archive = extract();
  const read = pipeline(Readable.from(chunks), archive);
  // Its failure reaches the loop below as well.
  read.catch(() => {});
  try {
    for await (const entry of archive) {
      const parts: Uint8Array[] = [];
      for await (const part of entry) parts.push(part as Uint8Array);
      const { name, type } = entry.header;
      if (type === 'file') yield { name: name.replace(/^\.\//, ''), content: Buffer.concat(parts) };
    }
  } catch (error) {
    throw asDamaged(error);
  }
}

function asDamaged(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (/unexpected end/i.test(error.message)) return new TarDamaged('it ends too early');
  return /tar header|checksum|invalid/i.test(error.message)
    ? new TarDamaged('it is no tar archive, or was damaged')
    : error;
}
