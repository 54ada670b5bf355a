import { InvalidRequest } from '../../domain/errors.ts';
import type { FieldType } from '../field-type.ts';

/** Text that `JSON.stringify` writes as it stands. Newer than the language level whose types we compile against. */
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };

/**
 * A value as Python would write it: numbers of a float type keep a point or an exponent, so that Python reads floats.
 * What is undefined is left out of objects.
 * `path` names the place in messages.
 * @throws InvalidRequest for a value that JSON does not have
 */
export function toPythonJson(value: unknown, type: FieldType | undefined, path: string): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return writtenNumber(value, type, path);
  if (Array.isArray(value)) {
    const item = itemType(type);
    return value.map((entry: unknown, index) => toPythonJson(entry, item, `${path}[${index}]`));
  }
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype && prototype !== null) {
    throw new InvalidRequest(
      `${path} holds a value that JSON does not have (${typeof value}). Use text, numbers, booleans, null, lists and plain objects.`,
    );
  }
  const given = Object.entries(value as object).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(
    given.map(([name, entry]) => [name, toPythonJson(entry, memberType(type, name), `${path}.${name}`)]),
  );
}

/** Two-space indent and a line feed at the end, as DSPy's files have. */
export function writeJsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function writtenNumber(value: number, type: FieldType | undefined, path: string): unknown {
  if (!Number.isFinite(value)) throw new InvalidRequest(`${path} is ${value}: JSON has no such number.`);
  return isFloat(type, value) ? rawJSON(jsonFloat(value)) : value;
}

/** The text of a double as Python's JSON writers give it: exponents from 1e16 up and below 1e-5. */
export function jsonFloat(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent >= 16 || exponent < -5)) return `${digits}e${exponent}`;
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function isFloat(type: FieldType | undefined, value: number): boolean {
  if (type === undefined) return false;
  if (type.kind === 'union') {
    const mayBeInt = type.options.some((option) => option.kind === 'int') && Number.isInteger(value);
    return !mayBeInt && type.options.some((option) => isFloat(option, value));
  }
  return type.kind === 'float';
}

function itemType(type: FieldType | undefined): FieldType | undefined {
  return optionOf(type, 'list')?.item;
}

function memberType(type: FieldType | undefined, name: string): FieldType | undefined {
  const object = optionOf(type, 'object');
  if (object !== undefined) return object.properties.find((property) => property.name === name)?.type;
  return optionOf(type, 'dict')?.value;
}

/** The type itself, or the first option of a union, that is of this kind. */
function optionOf<K extends FieldType['kind']>(
  type: FieldType | undefined,
  kind: K,
): Extract<FieldType, { kind: K }> | undefined {
  const options = type?.kind === 'union' ? type.options : [type];
  return options.find((option) => option?.kind === kind) as Extract<FieldType, { kind: K }> | undefined;
}
