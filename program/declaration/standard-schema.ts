import { InvalidRequest } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { Field } from '../signature-shape.ts';

/**
 * A schema of any library that carries both traits of the Standard Schema family: it checks values and describes
 * itself as JSON Schema. zod 4 does. @see https://standardschema.dev
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    readonly validate: (value: unknown) => CheckResult | Promise<CheckResult>;
    readonly jsonSchema: { readonly input: (options: { readonly target: 'draft-2020-12' }) => unknown };
  };
}

export type SchemaInput<S> = S extends StandardSchema ? NonNullable<S['~standard']['types']>['input'] : never;
export type SchemaOutput<S> = S extends StandardSchema
  ? NonNullable<S['~standard']['types']>['output']
  : never;

type CheckResult =
  { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly unknown[] };

/** The JSON schema of what a model or caller writes, before any transformation. */
export function jsonSchemaOf(schema: StandardSchema, where: string): { readonly [key: string]: unknown } {
  const describe = schema?.['~standard']?.jsonSchema?.input;
  if (typeof describe !== 'function') {
    throw new InvalidRequest(
      `${where}: expected a Standard Schema that describes itself as JSON Schema (zod 4.2 or later does), got ${kindOf(schema)}.`,
    );
  }
  try {
    return describe({ target: 'draft-2020-12' }) as { readonly [key: string]: unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidRequest(
      `${where}: its schema has no JSON form (${reason}). Use a type that JSON can hold, such as a string for a date.`,
      { cause: error },
    );
  }
}

/** What the schema makes of an absent value; undefined when it insists on one. */
export function absentValue(schema: StandardSchema, where: string): { readonly value: unknown } | undefined {
  const result = check(schema, undefined, where);
  return result.issues === undefined ? { value: result.value } : undefined;
}

/**
 * The value as the field's schema returns it; undefined when the schema refuses it.
 * @throws InvalidRequest when the schema is asynchronous or makes something JSON cannot hold
 */
export function passesSchema({ name, schema }: Field, value: Json): Json | undefined {
  const result = check(schema as StandardSchema, value, `field \`${name}\``);
  if (result.issues !== undefined) return undefined;
  const json = toJson(result.value);
  if (json === undefined) {
    throw new InvalidRequest(
      `field \`${name}\`: its schema turns an answer into ${kindOf(result.value)}, which JSON cannot hold. Convert it after the call instead.`,
    );
  }
  return json;
}

function check(schema: StandardSchema, value: unknown, where: string): CheckResult {
  const result = schema['~standard'].validate(value);
  if (!('then' in result)) return result;
  // Nobody waits for it: its failure must not end the process.
  result.then(undefined, () => undefined);
  throw new InvalidRequest(
    `${where}: its schema checks values asynchronously; only synchronous checks can be used.`,
  );
}

/** Undefined properties are dropped, as JSON does. */
function toJson(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) {
    const items = value.map(toJson);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  return isPlain(value) ? toJsonObject(value) : undefined;
}

function toJsonObject(value: object): Json | undefined {
  const entries: [string, Json][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const json = toJson(inner);
    if (json !== undefined) entries.push([key, json]);
    else if (inner !== undefined) return undefined;
  }
  return Object.fromEntries(entries);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value === null ? null : typeof value);
  return `an instance of ${value.constructor?.name ?? 'Object'}`;
}
