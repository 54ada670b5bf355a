import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import { PAYLOAD_KEYS } from '../domain/payload-keys-variable.ts';
import type { PayloadKey, PayloadKeys } from './payload-keys.ts';
import { packPayload, unpackPayload } from './packed-payload.ts';
import { belongsTo, placeOf } from './payload-place.ts';

const ENCODING = 'binary/aes-256-gcm';
const KEY_ID = 'durable-mipro-key';
const PLACE = 'durable-mipro-place';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A payload that was encrypted and cannot be read here: says why and what to do. Never holds a key or any of the content. */
export class PayloadUnreadable extends Error {
  override readonly name = 'PayloadUnreadable';
}

/**
 * Encrypts every payload with the first key, AES-256-GCM under a random nonce of 96 bits, and decrypts with whichever key
 * a payload names. Key id and place (namespace and workflow) lie open beside it and are authenticated with it: a payload
 * that was moved to another workflow is refused. Without keys nothing is encrypted, and what is encrypted is refused.
 * Payloads that are not encrypted are read as they are, so that runs from before go on.
 */
export function encryptingCodec(keys: PayloadKeys): PayloadCodec {
  const [newest] = keys;
  const byId = new Map(keys.map((key) => [key.id, key]));
  return {
    encode: (payloads, context) =>
      Promise.resolve(
        newest === undefined ? payloads : payloads.map((payload) => encrypted(payload, newest, context)),
      ),
    // In a promise, so that a refusal is one.
    decode: async (payloads, context) => payloads.map((payload) => decrypted(payload, byId, context)),
  };
}

function encrypted(payload: Payload, key: PayloadKey, context: SerializationContext | undefined): Payload {
  const place = placeOf(context);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.secret, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(authenticated(key.id, place));
  const body = Buffer.concat([cipher.update(packPayload(payload)), cipher.final()]);
  return {
    metadata: {
      encoding: Buffer.from(ENCODING),
      [KEY_ID]: Buffer.from(key.id),
      [PLACE]: Buffer.from(place),
    },
    data: Buffer.concat([nonce, cipher.getAuthTag(), body]),
  };
}

function decrypted(
  payload: Payload,
  keys: ReadonlyMap<string, PayloadKey>,
  context: SerializationContext | undefined,
): Payload {
  if (textOf(payload, 'encoding') !== ENCODING) return payload;
  const [id, place] = [textOf(payload, KEY_ID), textOf(payload, PLACE)];
  const key = keys.get(id);
  if (key === undefined) throw new PayloadUnreadable(withoutKey(id, keys.size));
  if (!belongsTo(place, context))
    throw new PayloadUnreadable(
      'A payload in Temporal was encrypted for another workflow than the one it is in, so it was moved there. It is not used. Find out who can write to the server; start the run anew with --again.',
    );
  return unpackPayload(opened(payload.data ?? new Uint8Array(), key, place));
}

function opened(data: Uint8Array, { id, secret }: PayloadKey, place: string): Buffer {
  const [nonce, tag, body] = [
    data.subarray(0, NONCE_BYTES),
    data.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES),
    data.subarray(NONCE_BYTES + TAG_BYTES),
  ];
  try {
    const decipher = createDecipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(authenticated(id, place));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    // Node says no more than that it failed, and more would help an attacker only.
    throw new PayloadUnreadable(
      `A payload in Temporal that names the key ${id} does not open with it: the key is another one under the same id, or the payload was changed. Give every worker and client the ${PAYLOAD_KEYS} that the run was started with.`,
    );
  }
}

function withoutKey(id: string, known: number): string {
  const named = /^[A-Za-z0-9._-]{1,64}$/.test(id) ? `the key ${id}` : 'a key without a proper id';
  const have = known === 0 ? 'no keys are set here' : 'it is not among those set here';
  return `A payload in Temporal is encrypted with ${named}, and ${have}. Put it into ${PAYLOAD_KEYS} of every worker and client, after the newest key.`;
}

function authenticated(keyId: string, place: string): Buffer {
  return Buffer.from(JSON.stringify(['durable-mipro payload 1', keyId, place]));
}

function textOf({ metadata }: Payload, name: string): string {
  return Buffer.from(metadata?.[name] ?? []).toString();
}
