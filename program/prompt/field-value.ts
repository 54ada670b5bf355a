import type { Json } from '../../domain/json.ts';
import type { FieldType } from '../field-type.ts';
import { floatText, numberText, pythonText } from './python-text.ts';

const ANY: FieldType = { kind: 'any' };

/** A field's value as it stands in a prompt. The declared type decides whether a number is `1` or `1.0`. */
export function fieldText(value: Json, type: FieldType): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return scalarText(value, type);
  if (Array.isArray(value) && type.kind === 'str') return passagesText(value as readonly Json[]);
  return typeof value === 'object' && value !== null ? jsonText(value, type) : pythonText(value);
}

/** One-line JSON in Python's spacing, or indented when an indent is given; non-ASCII text stays as it is. */
export function jsonText(value: Json, type: FieldType, indent = ''): string {
  return writeJson(value, type, { indent, newline: indent === '' ? '' : '\n' });
}

interface Layout {
  readonly indent: string;
  /** Line break plus the indent reached so far; empty for one-line JSON. */
  readonly newline: string;
}

function writeJson(value: unknown, type: FieldType, layout: Layout): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return jsonNumber(value, type);
  if (value === null || value === undefined) return 'null';
  if (typeof value !== 'object') return typeof value === 'bigint' ? value.toString() : String(value);
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  const inner = { indent: layout.indent, newline: layout.newline && layout.newline + layout.indent };
  if (Array.isArray(value)) {
    const item = itemType(type);
    return enclose(
      '[]',
      value.map((entry) => writeJson(entry, item, inner)),
      layout,
    );
  }
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .map(([key, entry]) => `${JSON.stringify(key)}: ${writeJson(entry, propertyType(type, key), inner)}`);
  return enclose('{}', entries, layout);
}

function enclose(brackets: '[]' | '{}', entries: readonly string[], { indent, newline }: Layout): string {
  if (entries.length === 0) return brackets;
  if (newline === '') return brackets[0] + entries.join(', ') + brackets[1];
  const inner = newline + indent;
  return brackets[0] + inner + entries.join(`,${inner}`) + newline + brackets[1];
}

function scalarText(value: number, type: FieldType): string {
  return isFloat(type) ? floatText(value) : numberText(value);
}

function jsonNumber(value: number, type: FieldType): string {
  if (Number.isFinite(value)) return scalarText(value, type);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** A number is a float where the type allows floats and no ints. */
function isFloat(type: FieldType): boolean {
  if (type.kind !== 'union') return type.kind === 'float';
  return type.options.some(isFloat) && !type.options.some((option) => option.kind === 'int');
}

function itemType(type: FieldType): FieldType {
  if (type.kind === 'list') return type.item;
  if (type.kind === 'union') return itemType(type.options.find((option) => option.kind === 'list') ?? ANY);
  return ANY;
}

function propertyType(type: FieldType, name: string): FieldType {
  if (type.kind === 'dict') return type.value;
  if (type.kind === 'object') return type.properties.find((property) => property.name === name)?.type ?? ANY;
  if (type.kind !== 'union') return ANY;
  for (const option of type.options) {
    const found = propertyType(option, name);
    if (found !== ANY) return found;
  }
  return ANY;
}

/** A list in a text field: numbered passages in guillemets. */
function passagesText(passages: readonly Json[]): string {
  if (passages.length === 0) return 'N/A';
  const blobs = passages.map((passage) => blobText(pythonText(passage)));
  return blobs.length === 1
    ? blobs.join('')
    : blobs.map((blob, index) => `[${index + 1}] ${blob}`).join('\n');
}

function blobText(text: string): string {
  return /[\n«»]/.test(text) ? `«««\n    ${text.replaceAll('\n', '\n    ')}\n»»»` : `«${text}»`;
}
