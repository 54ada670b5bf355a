import { defaultPayloadConverter } from '@temporalio/common';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compressingCodec } from '../../workers/compressed-payloads.ts';

const payloadOf = (value: unknown) => defaultPayloadConverter.toPayload(value);
const LARGE = {
  trials: Array.from({ length: 600 }, (_, number) => ({ number, choices: [1, 2], score: 0.5 })),
};

test('a large payload is a fraction of its size in history, and read as it was', async () => {
  const plain = payloadOf(LARGE);
  const [kept] = await compressingCodec.encode([plain]);
  expect(kept?.data?.byteLength).toBeLessThan((plain.data?.byteLength ?? 0) / 5);
  const [read] = await compressingCodec.decode([kept ?? plain]);
  expect(defaultPayloadConverter.fromPayload(read ?? plain)).toEqual(LARGE);
});

test('what is small, or compressed elsewhere, stays as it is', async () => {
  const small = payloadOf({ mode: 'drain' });
  expect(await compressingCodec.encode([small])).toEqual([small]);
  const foreign = { metadata: { encoding: Buffer.from('binary/gzip') }, data: Buffer.from('theirs') };
  expect(await compressingCodec.decode([small, foreign])).toEqual([small, foreign]);
});

test('a damaged one is refused', async () => {
  const [kept] = await compressingCodec.encode([payloadOf(LARGE)]);
  const data = Buffer.from(kept?.data ?? []).fill(0, 100, 140);
  await expect(compressingCodec.decode([{ ...kept, data }])).rejects.toThrow(/incorrect|invalid|unexpected/);
});

test('any value comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue(), { maxLength: 3 }),
      fc.integer({ min: 1, max: 3_000 }),
      async (some, times) => {
        const payloads = some.map((value) => payloadOf(Array.from({ length: times }, () => value)));
        const back = await compressingCodec.decode(await compressingCodec.encode(payloads));
        expect(back.map(({ data }) => Buffer.from(data ?? []).toString())).toEqual(
          payloads.map(({ data }) => Buffer.from(data ?? []).toString()),
        );
      },
    ),
    { numRuns: 25 },
  );
});
