/** The ustar form of a tar archive, as far as flat sets of plain files need it. Any tar program reads what is written. */

export interface TarEntry {
  /** Relative, with slashes; at most 100 bytes. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** What was read is no tar archive, or was cut off. */
export class TarDamaged extends Error {
  override readonly name = 'TarDamaged';
}

const BLOCK = 512;
const NAME_BYTES = 100;
const CHECKSUM = { offset: 148, bytes: 8 } as const;
const SIZE = { offset: 124, bytes: 12 } as const;
const KIND_OFFSET = 156;
/** Files, old and new; folders and the headers that some programs add are passed over. */
const PLAIN_FILE = ['0', '\0'];

/** Without owner and time, so that equal entries make equal bytes. */
export async function* writeTar(
  entries: AsyncIterable<TarEntry> | Iterable<TarEntry>,
): AsyncGenerator<Uint8Array> {
  for await (const { name, content } of entries) {
    yield header(name, content.byteLength);
    yield content;
    yield new Uint8Array(padding(content.byteLength));
  }
  yield new Uint8Array(2 * BLOCK);
}

function header(name: string, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  if (Buffer.byteLength(name) > NAME_BYTES) throw new Error(`${name} is too long a name for an archive.`);
  block.write(name, 0);
  block.write('0000600\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${octal(size, SIZE.bytes - 1)}\0`, SIZE.offset);
  block.write(`${octal(0, 11)}\0`, 136);
  block.write('0', KIND_OFFSET);
  block.write('ustar\u000000', 257);
  block.write(`${octal(checksum(block), 6)}\0 `, CHECKSUM.offset);
  return block;
}

/** The sum of all bytes, the checksum's own taken for blanks. */
function checksum(block: Uint8Array): number {
  let sum = 0;
  for (const [offset, byte] of block.entries()) {
    const isOwn = offset >= CHECKSUM.offset && offset < CHECKSUM.offset + CHECKSUM.bytes;
    sum += isOwn ? 0x20 : byte;
  }
  return sum;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

/** The plain files of an archive. @throws TarDamaged */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const source = createByteReader(chunks);
  for (;;) {
    const block = await source.take(BLOCK);
    if (block.every((byte) => byte === 0)) return;
    if (numberAt(block, CHECKSUM) !== checksum(block))
      throw new TarDamaged('it is no tar archive, or was damaged');
    const size = numberAt(block, SIZE);
    const content = await source.take(size);
    await source.take(padding(size));
    if (PLAIN_FILE.includes(String.fromCharCode(block[KIND_OFFSET] ?? 0)))
      yield { name: nameIn(block), content };
  }
}

function nameIn(block: Buffer): string {
  return textAt(block, 0, NAME_BYTES).replace(/^\.\//, '');
}

function textAt(block: Buffer, offset: number, bytes: number): string {
  const [text = ''] = block.toString('utf8', offset, offset + bytes).split('\0');
  return text;
}

function numberAt(block: Buffer, { offset, bytes }: { offset: number; bytes: number }): number {
  const text = textAt(block, offset, bytes).trim();
  if (!/^[0-7]+$/.test(text)) throw new TarDamaged('it is no tar archive, or was damaged');
  return Number.parseInt(text, 8);
}

function createByteReader(chunks: AsyncIterable<Uint8Array>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return {
    /** Exactly so many bytes. @throws TarDamaged when there are fewer */
    take: async (bytes: number): Promise<Buffer> => {
      const parts: Uint8Array[] = [rest];
      let held = rest.byteLength;
      while (held < bytes) {
        const { done, value } = await iterator.next();
        if (done) throw new TarDamaged('it ends too early');
        parts.push(value);
        held += value.byteLength;
      }
      const all = parts.length === 1 ? rest : Buffer.concat(parts);
      rest = all.subarray(bytes);
      return all.subarray(0, bytes);
    },
  };
}
