import type { Payload } from '@temporalio/common';

const LENGTH_BYTES = 4;

/** Metadata and data of a payload as one run of bytes: the length of the metadata, the metadata as JSON, the data. */
export function packPayload({ metadata, data, ...rest }: Payload): Buffer {
  const texts = Object.entries(metadata ?? {}).map(([name, bytes]) => [
    name,
    Buffer.from(bytes).toString('base64'),
  ]);
  const head = Buffer.from(JSON.stringify({ metadata: Object.fromEntries(texts), rest }));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.byteLength);
  // A history read from a file holds lists of numbers where a server sends bytes.
  return Buffer.concat([length, head, Uint8Array.from(data ?? [])]);
}

/** The reverse. Only for bytes that `packPayload` made and that were authenticated since. */
export function unpackPayload(packed: Buffer): Payload {
  const end = LENGTH_BYTES + packed.readUInt32BE(0);
  const { metadata, rest } = JSON.parse(packed.toString('utf8', LENGTH_BYTES, end)) as {
    metadata: { [name: string]: string };
    rest: Payload;
  };
  const bytes = Object.entries(metadata).map(([name, text]) => [name, Buffer.from(text, 'base64')]);
  return { ...rest, metadata: Object.fromEntries(bytes), data: packed.subarray(end) };
}
