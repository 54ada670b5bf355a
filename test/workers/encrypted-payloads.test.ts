import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload, type SerializationContext } from '@temporalio/common';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compressingCodec } from '../../workers/compressed-payloads.ts';
import { encryptingCodec } from '../../workers/encrypted-payloads.ts';
import { payloadKeysOf, type PayloadKeys } from '../../workers/payload-keys.ts';

const keyText = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [OLD, NEW] = [keyText('2026-05'), keyText('2026-11')];
const keys = (...entries: string[]): PayloadKeys =>
  payloadKeysOf({ DURABLE_MIPRO_PAYLOAD_KEYS: entries.join(',') });

const IN_RUN: SerializationContext = { type: 'workflow', namespace: 'default', workflowId: 'mipro/a/1' };
const payloadOf = (value: unknown) => defaultPayloadConverter.toPayload(value) as Payload;
const PLAIN = payloadOf({ text: 'a known sentence' });

async function one(payload: Payload, entries: string[] = [NEW], context = IN_RUN): Promise<Payload> {
  const [kept] = await encryptingCodec(keys(...entries)).encode([payload], context);
  return kept ?? {};
}

async function read(payload: Payload, entries: string[], context: SerializationContext | undefined = IN_RUN) {
  const [plain] = await encryptingCodec(keys(...entries)).decode([payload], context);
  return defaultPayloadConverter.fromPayload(plain ?? {});
}

const bytesOf = (payload: Payload) => Buffer.from(JSON.stringify(payload) + String(payload.data));

test('any payload comes back as it was, and nothing of it is seen meanwhile', async () => {
  const codec = encryptingCodec(keys(NEW));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 3 }), async (values) => {
      const payloads = values.map(payloadOf);
      const kept = await codec.encode(payloads, IN_RUN);
      expect(
        (await codec.decode(kept, IN_RUN)).map((back) => defaultPayloadConverter.fromPayload(back)),
      ).toEqual(values);
    }),
    { numRuns: 50 },
  );
  const kept = await one(PLAIN);
  expect(Buffer.from(kept.data ?? []).includes('known')).toBe(false);
  expect(bytesOf(kept).includes('json/plain')).toBe(false);
});

test('equal payloads look different: each has a random nonce of 12 bytes', async () => {
  const kept = await Promise.all(Array.from({ length: 200 }, () => one(PLAIN)));
  const nonces = kept.map(({ data }) => Buffer.from(data ?? []).toString('hex', 0, 12));
  expect(new Set(nonces).size).toBe(200);
});

test('a flipped bit in any byte is refused, also in the key’s id and in the place', async () => {
  const kept = await one(payloadOf('x'));
  const data = Buffer.from(kept.data ?? []);
  for (let at = 0; at < data.byteLength; at += 1) {
    const flipped = Buffer.from(data);
    flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
    await expect(read({ ...kept, data: flipped }, [NEW])).rejects.toMatchObject({
      name: 'PayloadUnreadable',
    });
  }
  const place = { ...kept.metadata, 'durable-mipro-place': Buffer.from('default/mipro/a/2') };
  const elsewhere: SerializationContext = { ...IN_RUN, workflowId: 'mipro/a/2' };
  await expect(read({ ...kept, metadata: place }, [NEW], elsewhere)).rejects.toThrow(/was changed/);
  const id = { ...kept.metadata, 'durable-mipro-key': Buffer.from('2026-05') };
  await expect(read({ ...kept, metadata: id }, [NEW, OLD])).rejects.toThrow(/2026-05 does not open/);
});

test('a payload cut short is refused', async () => {
  const kept = await one(PLAIN);
  for (const length of [0, 5, 12, 20, 27, 28, 40])
    await expect(
      read({ ...kept, data: kept.data?.subarray(0, length) ?? null }, [NEW]),
    ).rejects.toMatchObject({
      name: 'PayloadUnreadable',
    });
});

test('another key under the same id is refused without a word of either', async () => {
  const kept = await one(PLAIN);
  const error = (await read(kept, [keyText('2026-11')]).catch((thrown: unknown) => thrown)) as Error;
  expect(error.message).toMatch(/^A payload in Temporal that names the key 2026-11 does not open with it: /);
  expect(error.message).not.toContain(NEW.split(':')[1]);
});

test('a key that is not here is named, with what to do', async () => {
  const kept = await one(PLAIN);
  await expect(read(kept, [OLD])).rejects.toThrow(
    'encrypted with the key 2026-11, and it is not among those set here. Put it into DURABLE_MIPRO_PAYLOAD_KEYS',
  );
  await expect(read(kept, [])).rejects.toThrow('2026-11, and no keys are set here');
});

test('after a rotation the first key writes and the old one still reads', async () => {
  const before = await one(PLAIN, [OLD]);
  expect(await read(before, [NEW, OLD])).toEqual({ text: 'a known sentence' });
  const after = await one(PLAIN, [NEW, OLD]);
  expect(Buffer.from(after.metadata?.['durable-mipro-key'] ?? []).toString()).toBe('2026-11');
});

test('a payload moved to another workflow or namespace is refused', async () => {
  const kept = await one(PLAIN);
  for (const moved of [{ workflowId: 'mipro/a/10' }, { namespace: 'other' }, { workflowId: 'mipro/b/1' }])
    await expect(read(kept, [NEW], { ...IN_RUN, ...moved })).rejects.toThrow(/for another workflow/);
});

test('it is read where the SDK does not tell the workflow, and by the workflows of the schedule it was written for', async () => {
  const kept = await one(PLAIN);
  expect(await read(kept, [NEW], undefined)).toEqual({ text: 'a known sentence' });
  const started: SerializationContext = { ...IN_RUN, workflowId: 'mipro/a/1-2026-11-25T03:00:00Z' };
  expect(await read(kept, [NEW], started)).toEqual({ text: 'a known sentence' });
});

test('without keys payloads stay as they are, and with keys plain ones of before are read', async () => {
  expect(await one(PLAIN, [])).toEqual(PLAIN);
  expect(await read(PLAIN, [NEW])).toEqual({ text: 'a known sentence' });
});

test('what is large is compressed first, so that it stays small', async () => {
  const large = payloadOf(Array.from({ length: 2_000 }, (_, number) => `cell ${number % 7}`));
  const kept = await one((await compressingCodec.encode([large]))[0] ?? {});
  expect(kept.data?.byteLength).toBeLessThan((large.data?.byteLength ?? 0) / 5);
  const [packed] = await encryptingCodec(keys(NEW)).decode([kept], IN_RUN);
  const [back] = await compressingCodec.decode([packed ?? {}]);
  expect(defaultPayloadConverter.fromPayload(back ?? {})).toEqual(defaultPayloadConverter.fromPayload(large));
});

const SECRET = NEW.split(':')[1] ?? '';

test.each([
  ['without an id', SECRET, /entry 1 is not an id and a key/],
  ['without a key', `${OLD},2026-11:`, /entry 2 is not an id and a key/],
  ['with three parts', `a:b:${SECRET}`, /entry 1 is not an id and a key/],
  ['that is too short', `2026-11:${SECRET.slice(4)}`, /the key 2026-11 is not 32 bytes in base64/],
  ['that is no base64', `2026-11:${SECRET.slice(0, 42)}!=`, /the key 2026-11 is not 32 bytes in base64/],
  ['whose id is given twice', `${NEW},${NEW}`, /the id 2026-11 is given twice/],
])('a key %s is refused with how to make one, and not repeated', (_what, text, says) => {
  let message = '';
  try {
    payloadKeysOf({ DURABLE_MIPRO_PAYLOAD_KEYS: text });
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toMatch(says);
  expect(message).toContain('openssl rand -base64 32');
  expect(message).not.toContain(SECRET.slice(4, 40));
});
