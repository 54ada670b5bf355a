import type { Constraints, FieldType, Property } from '../field-type.ts';
import { fieldTitle } from './field-title.ts';

export type JsonSchema = { readonly [key: string]: unknown };

/** The field type of a JSON schema (draft 2020-12); `name` names an object type that has no title. Pure. */
export function schemaType(schema: JsonSchema, name: string): FieldType {
  return typeOf(schema, { root: schema, name, open: [] });
}

interface Place {
  readonly root: JsonSchema;
  /** The field or property being described. */
  readonly name: string;
  /** References being followed: a schema that contains itself ends in `Any`. */
  readonly open: readonly string[];
}

const ANY: FieldType = { kind: 'any' };
const NULL: FieldType = { kind: 'null' };

function typeOf(schema: JsonSchema, place: Place): FieldType {
  if (typeof schema['$ref'] === 'string') return referenced(schema['$ref'], place);
  if ('const' in schema) return literalType([schema['const']]);
  if (Array.isArray(schema['enum'])) return literalType(schema['enum']);
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(alternatives))
    return unionType(alternatives.map((option) => typeOf(asSchema(option), place)));
  if (Array.isArray(schema['allOf']))
    return typeOf(merged(schema, schema['allOf'].map(asSchema), place), place);
  const type = schema['type'];
  if (Array.isArray(type))
    return unionType(type.map((one: unknown) => typeOf({ ...schema, type: one }, place)));
  return plainType(schema, place);
}

function plainType(schema: JsonSchema, place: Place): FieldType {
  switch (schema['type']) {
    case 'string':
      return { kind: 'str' };
    case 'integer':
      return { kind: 'int' };
    case 'number':
      return { kind: 'float' };
    case 'boolean':
      return { kind: 'bool' };
    case 'null':
      return NULL;
    case 'array':
      return { kind: 'list', item: itemType(schema, place) };
    case 'object':
      return objectType(schema, place);
    default:
      return ANY;
  }
}

function referenced(reference: string, place: Place): FieldType {
  if (place.open.includes(reference) || reference === '#') return ANY;
  let target: JsonSchema = place.root;
  for (const step of reference.split('/').slice(1)) target = asSchema(target[step]);
  const name = reference.split('/').at(-1) ?? '';
  const isGenerated = name.startsWith('__');
  return typeOf(target, {
    ...place,
    name: isGenerated ? place.name : name,
    open: [...place.open, reference],
  });
}

function itemType(schema: JsonSchema, place: Place): FieldType {
  const items = schema['prefixItems'];
  if (Array.isArray(items)) return unionType(items.map((item) => typeOf(asSchema(item), place)));
  return typeOf(asSchema(schema['items']), place);
}

function objectType(schema: JsonSchema, place: Place): FieldType {
  const properties = schema['properties'];
  if (properties === undefined) {
    return {
      kind: 'dict',
      key: { kind: 'str' },
      value: typeOf(asSchema(schema['additionalProperties']), place),
    };
  }
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const description = text(schema['description']);
  return {
    kind: 'object',
    name: text(schema['title'])?.replaceAll(/\s+/g, '') ?? typeTitle(place.name),
    ...(description === undefined ? {} : { description }),
    properties: Object.entries(asSchema(properties)).map(([name, property]) =>
      propertyOf(asSchema(property), { ...place, name }, required.includes(name)),
    ),
  };
}

function propertyOf(schema: JsonSchema, place: Place, isRequired: boolean): Property {
  const description = text(schema['description']);
  const constraints = schemaConstraints(schema);
  const { name } = place;
  return {
    name,
    type: typeOf(schema, place),
    required: isRequired && !('default' in schema),
    ...(description === undefined ? {} : { description }),
    ...(constraints.length === 0 ? {} : { constraints }),
    ...('default' in schema ? { default: schema['default'] } : {}),
  };
}

/** An intersection: its parts' properties side by side. */
function merged(schema: JsonSchema, parts: readonly JsonSchema[], { root }: Place): JsonSchema {
  const [first = {}, ...rest] = parts.map((part) => resolved(part, root));
  const { allOf: _, ...own } = schema;
  return rest.reduce<JsonSchema>(
    (sum, part) => ({
      ...sum,
      ...part,
      properties: { ...asSchema(sum['properties']), ...asSchema(part['properties']) },
      required: [sum['required'] ?? [], part['required'] ?? []].flat(),
    }),
    { ...own, ...first },
  );
}

function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  return reference
    .split('/')
    .slice(1)
    .reduce((target, step) => asSchema(target[step]), root);
}

const CONSTRAINT_KINDS: { readonly [keyword: string]: string } = {
  exclusiveMinimum: 'gt',
  minimum: 'ge',
  exclusiveMaximum: 'lt',
  maximum: 'le',
  minLength: 'min_length',
  minItems: 'min_length',
  maxLength: 'max_length',
  maxItems: 'max_length',
  multipleOf: 'multiple_of',
};

/** A schema's limits in the order it states them; the bounds of exact integers, which zod adds by itself, aside. */
export function schemaConstraints(schema: JsonSchema): Constraints {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const kind = CONSTRAINT_KINDS[keyword];
    const isOwn = typeof value === 'number' && Math.abs(value) !== Number.MAX_SAFE_INTEGER;
    return kind !== undefined && isOwn ? [{ kind, value }] : [];
  });
}

function literalType(values: readonly unknown[]): FieldType {
  const options = values.filter(
    (value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
  );
  const literal: FieldType = { kind: 'literal', options };
  if (!values.includes(null)) return options.length === 0 ? ANY : literal;
  return options.length === 0 ? NULL : unionType([literal, NULL]);
}

/** Alternatives without nesting or repeats; literals become one. */
export function unionType(options: readonly FieldType[]): FieldType {
  const flat = options.flatMap((option) => (option.kind === 'union' ? option.options : [option]));
  const literals = flat.flatMap((option) => (option.kind === 'literal' ? option.options : []));
  const literal: FieldType = { kind: 'literal', options: [...new Set(literals)] };
  const distinct = new Map<string, FieldType>();
  for (const option of flat) {
    const key = option.kind === 'literal' ? 'literal' : JSON.stringify(option);
    if (!distinct.has(key)) distinct.set(key, option.kind === 'literal' ? literal : option);
  }
  const [first = ANY, ...rest] = distinct.values();
  return rest.length === 0 ? first : { kind: 'union', options: [first, ...rest] };
}

function typeTitle(name: string): string {
  return fieldTitle(name).replaceAll(' ', '');
}

function asSchema(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
