import { InvalidRequest } from '../domain/errors.ts';
import { PAYLOAD_KEYS } from '../domain/payload-keys-variable.ts';

/** Of AES-256. */
const KEY_BYTES = 32;
const ID = /^[A-Za-z0-9._-]{1,64}$/;
/** Strict, as Node's own reading takes anything. 32 bytes are 44 characters. */
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;

const HOW = `Expected ${PAYLOAD_KEYS} to be a list such as 2026-11:<key>,2026-05:<key>, each key 32 random bytes in base64, as \`openssl rand -base64 32\` prints them`;

export interface PayloadKey {
  /** Written beside what it encrypts; never used for another key. */
  readonly id: string;
  readonly secret: Uint8Array;
}

/** Newest first; empty when nothing is to be encrypted. */
export type PayloadKeys = readonly PayloadKey[];

/** @throws InvalidRequest that names the entry by its place, and never repeats any of it but its id */
export function payloadKeysOf(env: NodeJS.ProcessEnv): PayloadKeys {
  const text = env[PAYLOAD_KEYS]?.trim() ?? '';
  if (text === '') return [];
  const keys = text.split(',').map((entry, index) => readKey(entry.trim(), index + 1));
  const ids = keys.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new InvalidRequest(`${HOW}; the id ${twice} is given twice.`);
  return keys;
}

function readKey(entry: string, number: number): PayloadKey {
  const [id = '', secret = '', ...more] = entry.split(':');
  // What stands in the place of an id may be a key: only a list with both parts shows it.
  if (!ID.test(id) || secret === '' || more.length > 0)
    throw new InvalidRequest(`${HOW}; entry ${number} is not an id and a key, with a colon between them.`);
  if (!BASE64.test(secret))
    throw new InvalidRequest(`${HOW}; the key ${id} is not ${KEY_BYTES} bytes in base64.`);
  return { id, secret: Buffer.from(secret, 'base64') };
}
