import type { Payload, PayloadCodec } from '@temporalio/common';
import * as z from 'zod';

/** Of a request: Temporal takes no payload above 2 MB, and its tools ask for a few at a time. */
export const MOST_BYTES = 16 * 1024 * 1024;

/** What was sent cannot be decoded: says why in words that hold nothing of it. */
export class PayloadsRefused extends Error {
  override readonly name = 'PayloadsRefused';
}

const payloads = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), z.base64()).optional(), data: z.base64().optional() }))
    .max(10_000),
});

/** Payloads in the JSON that Temporal's tools send, bytes as base64, decoded by every codec from the last to the first. */
export async function decodeBody(text: string, codecs: readonly PayloadCodec[]): Promise<readonly object[]> {
  let decoded = readPayloads(text);
  try {
    for (const codec of codecs.toReversed()) decoded = await codec.decode(decoded);
  } catch (error) {
    throw new PayloadsRefused(
      error instanceof Error && error.name === 'PayloadUnreadable' ? error.message : 'A payload is damaged.',
    );
  }
  return decoded.map(toJson);
}

function readPayloads(text: string): Payload[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PayloadsRefused(
      'Expected JSON: {"payloads": [{"metadata": {…}, "data": "…"}]}, bytes as base64.',
    );
  }
  const read = payloads.safeParse(value);
  if (!read.success)
    throw new PayloadsRefused('Expected {"payloads": [{"metadata": {…}, "data": "…"}]}, bytes as base64.');
  return read.data.payloads.map(({ metadata = {}, data = '' }) => ({
    metadata: mapped(metadata, (bytes) => Buffer.from(bytes, 'base64')),
    data: Buffer.from(data, 'base64'),
  }));
}

function toJson({ metadata, data }: Payload): object {
  return {
    metadata: mapped(metadata ?? {}, (bytes) => Buffer.from(bytes).toString('base64')),
    data: Buffer.from(data ?? []).toString('base64'),
  };
}

function mapped<A, B>(
  record: { readonly [name: string]: A },
  change: (value: A) => B,
): { [name: string]: B } {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
