import type { Constraints, FieldType, Property } from '../field-type.ts';
import { floatText, numberText } from './python-text.ts';

export type JsonSchema = { readonly [key: string]: unknown };

type Definitions = Map<string, FieldType>;

/** The JSON schema of a type in pydantic's layout: nested objects and enums under `$defs`, titles from names. */
export function typeSchema(type: FieldType): JsonSchema {
  const definitions: Definitions = new Map();
  const schema = type.kind === 'object' ? objectSchema(type, definitions) : schemaOf(type, definitions);
  if (definitions.size === 0) return schema;
  const built = new Map<string, JsonSchema>();
  // Describing one definition can add others, which the loop then reaches.
  for (const [name, definition] of definitions) built.set(name, definitionSchema(definition, definitions));
  return { ...schema, $defs: Object.fromEntries(built) };
}

/** The same as text: `type` first, other keys by code point, Python's spacing. */
export function typeSchemaText(type: FieldType): string {
  return orderedText(typeSchema(type));
}

function schemaOf(type: FieldType, definitions: Definitions): JsonSchema {
  switch (type.kind) {
    case 'any':
      return {};
    case 'list':
      return { type: 'array', items: schemaOf(type.item, definitions) };
    case 'dict':
      return {
        type: 'object',
        additionalProperties: type.value.kind === 'any' ? true : schemaOf(type.value, definitions),
      };
    case 'literal':
      return optionsSchema(type.options);
    case 'union':
      return { anyOf: type.options.map((option) => schemaOf(option, definitions)) };
    case 'enum':
    case 'object':
      return { $ref: `#/$defs/${define(type.name, type, definitions)}` };
    default:
      return { type: PLAIN_TYPES[type.kind] };
  }
}

const PLAIN_TYPES = {
  str: 'string',
  int: 'integer',
  float: 'number',
  bool: 'boolean',
  null: 'null',
} as const;

/** Two types of one name get two entries. */
function define(name: string, type: FieldType, definitions: Definitions): string {
  let key = name;
  for (let copy = 2; definitions.has(key) && !isSame(definitions.get(key), type); copy++)
    key = `${name}${copy}`;
  if (!definitions.has(key)) definitions.set(key, type);
  return key;
}

function isSame(one: FieldType | undefined, other: FieldType): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function definitionSchema(type: FieldType, definitions: Definitions): JsonSchema {
  if (type.kind === 'object') return objectSchema(type, definitions);
  if (type.kind !== 'enum') return schemaOf(type, definitions);
  return { ...optionsSchema(type.members.map((member) => member.value)), title: type.name };
}

function optionsSchema(options: readonly (string | number | boolean)[]): JsonSchema {
  const types = new Set(options.map(jsonType));
  const type = types.size === 1 ? { type: [...types][0] } : {};
  return options.length === 1 ? { ...type, const: options[0] } : { ...type, enum: options };
}

function jsonType(option: string | number | boolean): string {
  if (typeof option !== 'number') return typeof option;
  return Number.isInteger(option) ? 'integer' : 'number';
}

function objectSchema(type: FieldType & { kind: 'object' }, definitions: Definitions): JsonSchema {
  const properties = type.properties.map((property) => [
    property.name,
    propertySchema(property, definitions),
  ]);
  const required = type.properties.filter((property) => property.required).map((property) => property.name);
  return {
    type: 'object',
    ...(type.description === undefined ? {} : { description: type.description }),
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    title: type.name,
  };
}

function propertySchema(property: Property, definitions: Definitions): JsonSchema {
  const schema = schemaOf(property.type, definitions);
  return {
    ...schema,
    ...limits(property.constraints ?? [], property.type),
    ...(property.description === undefined ? {} : { description: property.description }),
    ...(property.default === undefined ? {} : { default: property.default }),
    ...('$ref' in schema ? {} : { title: propertyTitle(property.name) }),
  };
}

const NUMBER_LIMITS: { readonly [kind: string]: string } = {
  gt: 'exclusiveMinimum',
  ge: 'minimum',
  lt: 'exclusiveMaximum',
  le: 'maximum',
  multiple_of: 'multipleOf',
};

function limits(constraints: Constraints, type: FieldType): JsonSchema {
  const unit = type.kind === 'list' ? 'Items' : type.kind === 'dict' ? 'Properties' : 'Length';
  const entries = constraints.map(({ kind, value }) => {
    if (kind === 'min_length' || kind === 'max_length') return [`${kind.slice(0, 3)}${unit}`, value];
    return [NUMBER_LIMITS[kind] ?? kind, value];
  });
  return Object.fromEntries(entries);
}

/** Python's `name.replace('_', ' ').title()`. */
function propertyTitle(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
}

function orderedText(value: unknown, isFloat = false): string {
  if (typeof value === 'number') return isFloat ? floatText(value) : numberText(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => orderedText(item)).join(', ')}]`;
  const schema = value as JsonSchema;
  const holdsFloat = schema['type'] === 'number';
  const entries = Object.keys(schema)
    .toSorted(typeFirst)
    .map((key) => `${JSON.stringify(key)}: ${orderedText(schema[key], key === 'default' && holdsFloat)}`);
  return `{${entries.join(', ')}}`;
}

function typeFirst(one: string, other: string): number {
  if (one === 'type' || other === 'type') return one === other ? 0 : one === 'type' ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}
