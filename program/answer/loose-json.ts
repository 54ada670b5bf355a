import { jsonrepair } from 'jsonrepair';
import type { Json } from '../../domain/json.ts';
import { balancedPieces, isNestedTooDeep } from './balanced-text.ts';
import { readPythonLiteral } from './python-literal.ts';

const FENCE = /```[\w-]*[ \t]*\r?\n?([^]*?)```/;

/** What a text says when read as JSON: undefined when it is none. */
export function parseJson(text: string): Json | undefined {
  // Most values are plain words: not worth an exception.
  if (!/^\s*[-\d[{"tfn]/.test(text) || isNestedTooDeep(text)) return undefined;
  try {
    return PROTOTYPE_NAME.test(text) ? withoutPrototypes(text) : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

/** Also as the escapes that a JSON string may write its letters with. */
const PROTOTYPE_NAME = /__proto__|\\u00/;

/** A member of that name is left out: whoever copies such an object may give the copy another prototype. */
function withoutPrototypes(text: string): Json {
  return JSON.parse(text, (name, value: unknown) => (name === '__proto__' ? undefined : value)) as Json;
}

/** The content of the first code fence, or the text itself. */
export function withoutFence(text: string): string {
  return text.includes('```') ? (FENCE.exec(text)?.[1] ?? text).trim() : text;
}

/**
 * A value from text that ought to be JSON: as JSON, out of a code fence, as a Python literal, out of surrounding
 * words, and mended when nothing else helps and `repair` allows it. Undefined when it is nothing of the kind.
 */
export function readLooseJson(text: string, repair: boolean): Json | undefined {
  const body = withoutFence(text);
  const whole = readWhole(body);
  return whole === undefined ? firstOf(readPieces(body, repair)) : whole;
}

/** What the bracketed pieces of a text say, each read strictly, as Python prints it, or mended. */
export function* readPieces(text: string, repair: boolean): Generator<Json> {
  for (const piece of balancedPieces(text, { complete: !repair })) {
    const value = readWhole(piece) ?? (repair ? mended(piece) : undefined);
    if (value !== undefined) yield value;
  }
}

/** Null is a value here. */
function readWhole(text: string): Json | undefined {
  const json = parseJson(text);
  return json === undefined ? readPythonLiteral(text) : json;
}

function firstOf(values: Generator<Json>): Json | undefined {
  for (const value of values) return value;
  return undefined;
}

function mended(piece: string): Json | undefined {
  if (isNestedTooDeep(piece)) return undefined;
  try {
    return parseJson(jsonrepair(piece));
  } catch {
    return undefined;
  }
}
