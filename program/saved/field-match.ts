import { sameValue } from '../../domain/example.ts';
import type { Field, SignatureShape } from '../signature-shape.ts';
import { fieldsOf, placeholder } from './predictor-state.ts';
import { declared, type DeclaredField } from './declared-signature.ts';
import { asObject } from './json-object.ts';

/** A field as DSPy writes it: `description` is `${name}` when none was given, the only place that tells its name. */
export interface SavedField {
  readonly prefix: string;
  readonly description: string;
}

export interface SavedSignature {
  readonly fields: readonly SavedField[];
  /** The names and types that our own files carry; undefined in files from DSPy. */
  readonly remembered: unknown;
}

/** The fields of a state; undefined when one lacks its prefix or description. */
export function readFields(value: unknown): SavedField[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const fields = value.map((item: unknown) => {
    const { prefix, description } = asObject(item) ?? {};
    return typeof prefix === 'string' && typeof description === 'string'
      ? { prefix, description }
      : undefined;
  });
  return fields.every((field) => field !== undefined) ? fields : undefined;
}

/** Where a saved signature differs from the program's, one sentence each. Wording may differ: it is what gets loaded. */
export function fieldMismatches(signature: SignatureShape, saved: SavedSignature): string[] {
  const fields = fieldsOf(signature);
  if (saved.fields.length !== fields.length) {
    const names = fields.map((field) => field.name).join(', ');
    return [`the file has ${saved.fields.length} fields and the program ${fields.length} (${names})`];
  }
  const remembered = readRemembered(saved.remembered);
  if (remembered === undefined)
    return fields.flatMap((field, index) => dspyMismatch(field, saved.fields[index], index));
  return [
    ...sideMismatches('input', declared(signature).inputs, remembered.inputs),
    ...sideMismatches('output', declared(signature).outputs, remembered.outputs),
  ];
}

/** DSPy's files name a field only through its placeholder or, when it has a description, its prefix. */
function dspyMismatch(field: Field, saved: SavedField | undefined, index: number): string[] {
  if (saved === undefined || saved.description === placeholder(field.name)) return [];
  const named = /^\$\{(\w+)\}$/u.exec(saved.description)?.[1];
  if (named !== undefined)
    return [`field ${index + 1} is '${named}' in the file and '${field.name}' in the program`];
  if (saved.prefix === field.prefix) return [];
  return [
    `field ${index + 1} has the prefix '${saved.prefix}' in the file and '${field.prefix}' in the program`,
  ];
}

function sideMismatches(
  side: string,
  own: readonly DeclaredField[],
  saved: readonly DeclaredField[],
): string[] {
  const names = own.map((field) => field.name).join(', ');
  const savedNames = saved.map((field) => field.name).join(', ');
  if (names !== savedNames)
    return [`its ${side}s are (${savedNames}) in the file and (${names}) in the program`];
  return own
    .filter((field, index) => !sameValue(field.type, saved[index]?.type))
    .map((field) => `the ${side} '${field.name}' has another type in the file`);
}

function readRemembered(value: unknown): { inputs: DeclaredField[]; outputs: DeclaredField[] } | undefined {
  const { inputs, outputs } = asObject(value) ?? {};
  return isDeclared(inputs) && isDeclared(outputs) ? { inputs, outputs } : undefined;
}

function isDeclared(value: unknown): value is DeclaredField[] {
  return Array.isArray(value) && value.every((item: unknown) => typeof asObject(item)?.['name'] === 'string');
}
