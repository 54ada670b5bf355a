import { expect, test } from 'vitest';
import { compressingCodec } from '../../workers/compressed-payloads.ts';
import { unpackPayloads } from './unpack-payloads.ts';

test('what lies compressed in a history is unpacked, and other payloads stay as they are', async () => {
  const plain = (text: string) => ({
    metadata: { encoding: Buffer.from('json/plain') },
    data: Buffer.from(JSON.stringify(text)),
  });
  const [large] = await compressingCodec.encode([plain('large '.repeat(10_000))]);
  const events = [{ input: { payloads: [large, plain('small')] } }];
  expect(large?.data?.length).toBeLessThan(10_000);
  await unpackPayloads(events);
  expect(events[0]?.input.payloads).toEqual([plain('large '.repeat(10_000)), plain('small')]);
});
