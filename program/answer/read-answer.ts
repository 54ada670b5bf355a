import type { Json, JsonObject } from '../../domain/json.ts';
import { UnreadableAnswer } from '../adapter.ts';
import { passesSchema } from '../declaration/standard-schema.ts';
import type { FieldType } from '../field-type.ts';
import { typeName } from '../prompt/type-name.ts';
import type { Field } from '../signature-shape.ts';
import { readValue } from './read-value.ts';

export interface AnswerSource {
  /** What the answer holds for a field; undefined when nothing. */
  readonly valueOf: (name: string) => Json | undefined;
  /** What was looked for, in words for an error message. */
  readonly expected: (name: string) => string;
  readonly isTruncated: boolean;
}

/**
 * Every output field of an answer, converted, in the signature's order. A missing field takes its declared fallback,
 * or null where its type allows null; an optional one without either is left out.
 * @throws UnreadableAnswer naming the fields that are missing or do not fit their type
 */
export function readAnswer(outputs: readonly Field[], source: AnswerSource): JsonObject {
  const values: [string, Json][] = [];
  const missing: Field[] = [];
  const unfit: Field[] = [];
  for (const field of outputs) {
    const raw = source.valueOf(field.name);
    if (raw === undefined || isAbsent(raw, field)) {
      const value = fallbackOf(field);
      if (value === undefined) missing.push(field);
      else if (value !== ABSENT) values.push([field.name, value]);
      continue;
    }
    const value = readField(field, raw, source);
    if (value === undefined) unfit.push(field);
    else values.push([field.name, value]);
  }
  if (missing.length + unfit.length > 0) throw unreadable(missing, unfit, source);
  return Object.fromEntries(values);
}

const ABSENT = Symbol('absent');

/** In JSON, null is how a model leaves out what may be left out. */
function isAbsent(raw: Json, field: Field): boolean {
  return raw === null && field.fallback !== undefined && !allowsNull(field.type);
}

function fallbackOf({ fallback, type }: Field): Json | typeof ABSENT | undefined {
  if (fallback !== undefined) return fallback.value === undefined ? ABSENT : (fallback.value as Json);
  return allowsNull(type) ? null : undefined;
}

function allowsNull(type: FieldType): boolean {
  if (type.kind === 'union') return type.options.some(allowsNull);
  return type.kind === 'null';
}

function readField(field: Field, raw: Json, source: AnswerSource): Json | undefined {
  const value = readValue(raw, field.type, { repair: !source.isTruncated });
  return value === undefined || field.schema === undefined ? value : passesSchema(field, value);
}

function unreadable(
  missing: readonly Field[],
  unfit: readonly Field[],
  { expected, isTruncated }: AnswerSource,
): UnreadableAnswer {
  const lacks = missing.map(({ name }) => `it lacks ${expected(name)}`);
  const misfits = unfit.map(({ name, type }) => `its \`${name}\` is no ${typeName(type)}`);
  const advice = isTruncated ? ' It stopped at the length limit: raise maxTokens.' : '';
  const message = `The answer cannot be read: ${[...lacks, ...misfits].join('; ')}.${advice}`;
  return new UnreadableAnswer(
    message,
    [...missing, ...unfit].map((field) => field.name),
  );
}
