import type { Json } from '../domain/json.ts';

/**
 * Reads JSON text. An integer too long for a double is kept as the text of its digits, since a rounded id would name
 * something else.
 * @throws SyntaxError for text that is not JSON, or that uses a name which no field may have
 */
export function parseJson(text: string): Json {
  return JSON.parse(text, keepDigits) as Json;
}

function keepDigits(name: string, value: unknown, context?: { source?: string }): unknown {
  if (name === '__proto__') throw new SyntaxError(`the name '${name}' is not allowed`);
  if (typeof value !== 'number') return value;
  const source = context?.source ?? '';
  if (!Number.isFinite(value)) throw new SyntaxError('a number is too large');
  return !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : value;
}
