import { nearestValue } from './compose-value.ts';
import type { PromptField } from './read-system.ts';
import { termsOf } from './stems.ts';
import type { Study } from './study.ts';

type Schema = { readonly [key: string]: unknown };

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}

function words(study: Study): string[] {
  return [...study.current.values()].flatMap((value) => termsOf(value).map(({ surface }) => surface));
}

function resolve(schema: Schema, root: Schema): Schema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  return asSchema(asSchema(root['$defs'])[reference.split('/').at(-1) ?? '']);
}

function firstNumber(study: Study): number {
  return Number(/-?\d+/.exec([...study.current.values()].join(' '))?.[0] ?? 0);
}

/** The plainest value that a schema allows, filled with words of the inputs. */
function valueFor(schema: Schema, root: Schema, study: Study): unknown {
  const resolved = resolve(schema, root);
  if (Array.isArray(resolved['enum'])) return resolved['enum'][0];
  if ('const' in resolved) return resolved['const'];
  if (Array.isArray(resolved['anyOf'])) return valueFor(asSchema(resolved['anyOf'][0]), root, study);
  const byType: { readonly [type: string]: () => unknown } = {
    string: () => words(study).slice(0, 5).join(' '),
    integer: () => firstNumber(study),
    number: () => firstNumber(study),
    boolean: () => false,
    array: () => listFor(asSchema(resolved['items']), root, study),
    object: () => objectFor(resolved, root, study),
  };
  return byType[String(resolved['type'])]?.() ?? null;
}

function listFor(items: Schema, root: Schema, study: Study): unknown[] {
  if (items['type'] === 'string' && !('enum' in items)) return [...new Set(words(study))].slice(0, 3);
  return [valueFor(items, root, study)];
}

function objectFor(schema: Schema, root: Schema, study: Study): unknown {
  const properties = Object.entries(asSchema(schema['properties']));
  return Object.fromEntries(
    properties.map(([name, property]) => [name, valueFor(asSchema(property), root, study)]),
  );
}

/** The JSON schema that ends a field's note, if it has one. */
function schemaOf(note: string | undefined): Schema | null {
  const start = note?.indexOf('{') ?? -1;
  if (note === undefined || start < 0) return null;
  const text = note.slice(start);
  for (const candidate of [text, text.replaceAll(String.raw`\"`, '"')]) {
    try {
      return asSchema(JSON.parse(candidate));
    } catch {
      // Inside a JSON layout the quotes are escaped once more: the second form reads it.
    }
  }
  return null;
}

/** JSON text for lists, objects and unions: the nearest example's, else the plainest that fits the schema. */
export function composeStructure(field: PromptField, study: Study): string {
  const nearest = nearestValue(field, study);
  if (nearest !== null) return nearest;
  const schema = schemaOf(field.note);
  if (schema !== null) return JSON.stringify(valueFor(schema, schema, study));
  return field.type.startsWith('list') ? JSON.stringify([...new Set(words(study))].slice(0, 3)) : 'null';
}
