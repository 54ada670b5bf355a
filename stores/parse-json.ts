import { DEEPEST, isNestedTooDeep } from '../domain/json-depth.ts';
import type { Json } from '../domain/json.ts';

type Reviver = (name: string, value: unknown, context?: { source?: string }) => unknown;

/** No field may have it: copies of an object could take on a prototype that a file chose. */
const UNSAFE_IN_DATA: readonly string[] = ['__proto__'];
/** In our own files nothing is called so; in rows of data a column may be. */
const UNSAFE_IN_OUR_FILES: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/**
 * Reads the JSON text of data. An integer too long for a double is kept as the text of its digits, since a rounded id
 * would name something else.
 * @throws SyntaxError for text that is not JSON, is nested more than 100 deep, or uses a name which no field may have
 */
export function parseJson(text: string): Json {
  return parsed(text, (name, value, context) => {
    refuse(name, UNSAFE_IN_DATA);
    return keepDigits(value, context?.source ?? '');
  });
}

/** The same for a file that this package wrote, and that may come from elsewhere: stricter about names. */
export function parseOurJson(text: string): Json {
  return parsed(text, (name, value, context) => {
    refuse(name, UNSAFE_IN_OUR_FILES);
    return keepDigits(value, context?.source ?? '');
  });
}

/** What has a form of its own in our stores: read as it was written, but for the names. @throws SyntaxError */
export function parseStored(text: string): Json {
  // Looked for first, since every paid answer and every artifact comes by here.
  if (!/__proto__|\\u00/.test(text)) return parsed(text);
  return parsed(text, (name, value) => {
    refuse(name, UNSAFE_IN_DATA);
    return value;
  });
}

function parsed(text: string, reviver?: Reviver): Json {
  if (isNestedTooDeep(text)) throw new SyntaxError(`the nesting is more than ${DEEPEST} levels deep`);
  return JSON.parse(text, reviver) as Json;
}

function refuse(name: string, unsafe: readonly string[]): void {
  if (unsafe.includes(name)) throw new SyntaxError(`the name '${name}' is not allowed`);
}

function keepDigits(value: unknown, source: string): unknown {
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) throw new SyntaxError('a number is too large');
  return !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : value;
}
