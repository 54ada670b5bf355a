import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';

const [zip, unzip] = [promisify(gzip), promisify(gunzip)];

/** Smaller payloads stay readable in Temporal's own tools. A run's state has this size at about 100 trials. */
const COMPRESSED_FROM_BYTES = 16 * 1024;
/** What a damaged or hostile history may unfold to; the server takes no payload above 2 MB, which is ten times smaller. */
const LARGEST_UNZIPPED_BYTES = 64 * 1024 * 1024;

const ENCODING = 'binary/gzip';
/** Where the encoding of what was compressed is kept. */
const INNER_ENCODING = 'durable-mipro-encoding';

/** Compresses large payloads, so that the state of a run of hundreds of trials stays small in history. */
export const compressingCodec: PayloadCodec = {
  encode: (payloads) => Promise.all(payloads.map(compressed)),
  decode: (payloads) => Promise.all(payloads.map(uncompressed)),
};

/** Without encryption: for tools that read what workers without keys wrote. The package's own clients and workers use `dataConverterOf`. */
export const dataConverter: DataConverter = { payloadCodecs: [compressingCodec] };

async function compressed(payload: Payload): Promise<Payload> {
  const { metadata, data } = payload;
  const encoding = metadata?.['encoding'];
  // A history read from a file holds lists of numbers where a server sends bytes.
  const isBytes = ArrayBuffer.isView(data);
  if (!encoding || !isBytes || data.byteLength < COMPRESSED_FROM_BYTES) return payload;
  const zipped = await zip(data);
  if (zipped.byteLength >= data.byteLength) return payload;
  return {
    ...payload,
    metadata: { ...metadata, [INNER_ENCODING]: encoding, encoding: Buffer.from(ENCODING) },
    data: zipped,
  };
}

async function uncompressed(payload: Payload): Promise<Payload> {
  const { [INNER_ENCODING]: inner, ...metadata } = payload.metadata ?? {};
  const isOurs = Buffer.from(metadata['encoding'] ?? []).toString() === ENCODING && inner;
  if (!isOurs || !payload.data) return payload;
  const data = await unzip(payload.data, { maxOutputLength: LARGEST_UNZIPPED_BYTES });
  return { ...payload, metadata: { ...metadata, encoding: inner }, data };
}
