import type { Payload } from '@temporalio/common';
import { compressingCodec } from '../../workers/compressed-payloads.ts';

/** Unpacks, in place, every payload below a value that lies there compressed. */
export async function unpackPayloads(value: unknown): Promise<void> {
  const payloads = payloadsIn(value);
  const unpacked = await compressingCodec.decode(payloads);
  for (const [index, payload] of payloads.entries()) Object.assign(payload, unpacked[index]);
}

function payloadsIn(value: unknown): Payload[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  if ('data' in value && 'metadata' in value && value.data instanceof Uint8Array) return [value as Payload];
  return Object.values(value).flatMap(payloadsIn);
}
