import type { Json } from '../../domain/json.ts';
import type { Fit } from './fit-value.ts';

const TRUE_WORDS = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const FALSE_WORDS = new Set(['false', 'f', 'no', 'n', 'off', '0']);

/** A value brought to a plain type; never NaN, an infinity, or an int too large to be exact. */
export function fitScalar(
  value: Json,
  kind: 'str' | 'int' | 'float' | 'bool' | 'null',
  fit: Fit,
): Json | undefined {
  switch (kind) {
    case 'str':
      return typeof value === 'string' ? value : undefined;
    case 'null':
      return value === null ? null : undefined;
    case 'bool':
      return fit === 'lax' ? toBool(value) : boolOrNone(value);
    case 'int':
      return toInt(value, fit);
    default:
      return toFloat(value, fit);
  }
}

function boolOrNone(value: Json): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function toBool(value: Json): boolean | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return boolOrNone(value);
  const word = String(value).trim().toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

function toInt(value: Json, fit: Fit): number | undefined {
  const number = fit === 'lax' ? toNumber(value, wholeNumber) : value;
  return Number.isSafeInteger(number) ? (number as number) + 0 : undefined;
}

function toFloat(value: Json, fit: Fit): number | undefined {
  const number = fit === 'lax' ? toNumber(value, anyNumber) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function toNumber(value: Json, fromText: (text: string) => number | undefined): Json | undefined {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' ? fromText(value.trim()) : value;
}

/** `7`, `007`, `1_000` and `3.0`, never an exponent. */
function wholeNumber(text: string): number | undefined {
  return /^[+-]?\d+(_\d+)*(\.0+)?$/.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

function anyNumber(text: string): number | undefined {
  const isDecimal = /^[+-]?(?:\d+(?:_\d+)*(?:\.\d*(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/i.test(text);
  return isDecimal ? Number(text.replaceAll('_', '')) : undefined;
}
