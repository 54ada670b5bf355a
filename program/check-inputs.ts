import { InvalidRequest } from '../domain/errors.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { nearestName } from '../domain/nearest-name.ts';
import { isNamed } from './named.ts';
import type { Field, SignatureShape } from './signature-shape.ts';

/**
 * A call's inputs in the signature's order, absent ones filled with their fallback.
 * @throws InvalidRequest naming every field that is missing or unknown
 */
export function checkInputs(signature: SignatureShape, inputs: JsonObject): JsonObject {
  const known = signature.inputs.map((field) => field.name);
  if (!isNamed(inputs)) throw new InvalidRequest(`Inputs must be given by name. Expected ${quoted(known)}.`);
  const unknown = Object.keys(inputs).filter((name) => !known.includes(name));
  const missing = signature.inputs.filter(
    (field) => field.fallback === undefined && !isGiven(inputs, field.name),
  );
  if (missing.length > 0 || unknown.length > 0) {
    const names = missing.map((field) => field.name);
    throw new InvalidRequest(
      `Inputs do not fit: ${problem(names, unknown, known)}. Expected ${quoted(known)}.`,
    );
  }
  const filled = signature.inputs.map((field) => [field.name, valueOf(inputs, field)] as const);
  return Object.fromEntries(filled.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

function isGiven(inputs: JsonObject, name: string): boolean {
  return Object.hasOwn(inputs, name) && inputs[name] !== undefined;
}

function valueOf(inputs: JsonObject, { name, fallback }: Field): unknown {
  return isGiven(inputs, name) ? inputs[name] : fallback?.value;
}

function problem(missing: readonly string[], unknown: readonly string[], known: readonly string[]): string {
  const parts: string[] = [];
  if (missing.length > 0) parts.push(`missing ${quoted(missing)}`);
  if (unknown.length > 0) parts.push(`unknown ${quoted(unknown)}${suggestion(unknown, known)}`);
  return parts.join('; ');
}

function suggestion(unknown: readonly string[], known: readonly string[]): string {
  const near = unknown.map((name) => nearestName(name, known)).find((name) => name !== undefined);
  return near === undefined ? '' : ` (did you mean '${near}'?)`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
