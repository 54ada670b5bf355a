import type { Json, JsonObject } from '../../domain/json.ts';
import type { FieldType } from '../field-type.ts';
import { fitScalar } from './fit-scalar.ts';

/** Whether a value must already be of the type or may be brought to it, as pydantic's strict and lax modes differ. */
export type Fit = 'strict' | 'lax';

/** A value brought to a type by pydantic's rules; undefined when it does not fit. Pure. */
export function fitValue(value: Json, type: FieldType, fit: Fit): Json | undefined {
  switch (type.kind) {
    case 'any':
      return isFinite(value) ? value : undefined;
    case 'list':
      return fitList(value, type.item, fit);
    case 'dict':
      return fitDict(value, type, fit);
    case 'literal':
      return type.options.find((option) => option === value);
    case 'enum':
      return type.members.find((member) => member.value === value)?.value;
    case 'union':
      return fitUnion(value, type.options, fit);
    case 'object':
      return fitObject(value, type, fit);
    default:
      return fitScalar(value, type.kind, fit);
  }
}

function fitList(value: Json, item: FieldType, fit: Fit): Json | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: Json[] = [];
  for (const entry of value as readonly Json[]) {
    const fitted = fitValue(entry, item, fit);
    if (fitted === undefined) return undefined;
    items.push(fitted);
  }
  return items;
}

function fitDict(value: Json, type: FieldType & { kind: 'dict' }, fit: Fit): Json | undefined {
  if (!isObject(value)) return undefined;
  const entries: [string, Json][] = [];
  for (const [key, entry] of Object.entries(value)) {
    // JSON's keys are text whatever the key type.
    const fittedKey = fitValue(key, type.key, 'lax');
    const fitted = fitValue(entry, type.value, fit);
    if (fittedKey === undefined || fitted === undefined) return undefined;
    entries.push([String(fittedKey), fitted]);
  }
  return Object.fromEntries(entries);
}

/** Unknown keys are dropped and defaults filled in; null counts as absent where a property may be absent. */
function fitObject(value: Json, type: FieldType & { kind: 'object' }, fit: Fit): Json | undefined {
  if (!isObject(value)) return undefined;
  const entries: [string, Json][] = [];
  for (const property of type.properties) {
    const given = Object.hasOwn(value, property.name) ? value[property.name] : undefined;
    const fitted = given === undefined ? undefined : fitValue(given, property.type, fit);
    if (fitted !== undefined) entries.push([property.name, fitted]);
    else if (property.required || (given !== undefined && given !== null)) return undefined;
    else if (property.default !== undefined) entries.push([property.name, property.default as Json]);
  }
  return Object.fromEntries(entries);
}

/** Exact fits come before bent ones, and among objects the one that keeps most. */
function fitUnion(value: Json, options: readonly FieldType[], fit: Fit): Json | undefined {
  const exact = options
    .map((option) => fitValue(value, option, 'strict'))
    .filter((found) => found !== undefined);
  if (exact.length > 0) return exact.reduce((best, found) => (size(found) > size(best) ? found : best));
  if (fit === 'strict') return undefined;
  for (const option of options) {
    const fitted = fitValue(value, option, 'lax');
    if (fitted !== undefined) return fitted;
  }
  return undefined;
}

function size(value: Json): number {
  return isObject(value) ? Object.keys(value).length : 0;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `1e999` reads as infinity, which JSON cannot hold. */
function isFinite(value: Json): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isFinite);
}
