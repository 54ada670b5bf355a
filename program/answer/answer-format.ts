import type { ResponseFormat } from '../../lm/language-model.ts';
import type { FieldType } from '../field-type.ts';
import { type JsonSchema, typeSchema } from '../prompt/type-schema.ts';
import type { Field } from '../signature-shape.ts';

/**
 * The response format for an answer as one object: a schema within what all servers take (every property required,
 * none besides, no limits, no definitions), or plain `json_object` where a field's keys are open.
 */
export function answerFormat(outputs: readonly Field[]): ResponseFormat {
  const known = formats.get(outputs) ?? buildFormat(outputs);
  formats.set(outputs, known);
  return known;
}

const formats = new WeakMap<readonly Field[], ResponseFormat>();

function buildFormat(outputs: readonly Field[]): ResponseFormat {
  if (outputs.some((field) => isOpen(field.type))) return { type: 'json_object' };
  const properties = outputs.map(({ name, type, fallback }) => ({
    name,
    type,
    required: fallback === undefined,
  }));
  return { type: 'json_schema', name: 'answer', schema: strictObject(properties) };
}

type Entry = {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly description?: string;
};

function isOpen(type: FieldType): boolean {
  switch (type.kind) {
    case 'any':
    case 'dict':
      return true;
    case 'list':
      return isOpen(type.item);
    case 'union':
      return type.options.some(isOpen);
    case 'object':
      return type.properties.length === 0 || type.properties.some((property) => isOpen(property.type));
    default:
      return false;
  }
}

function strictObject(entries: readonly Entry[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map((entry) => [entry.name, strictEntry(entry)])),
    required: entries.map((entry) => entry.name),
    additionalProperties: false,
  };
}

/** What may be left out may be null: strict servers want every property. */
function strictEntry({ type, required, description }: Entry): JsonSchema {
  const schema = required ? strictSchema(type) : { anyOf: [strictSchema(type), { type: 'null' }] };
  return description === undefined ? schema : { ...schema, description };
}

function strictSchema(type: FieldType): JsonSchema {
  switch (type.kind) {
    case 'list':
      return { type: 'array', items: strictSchema(type.item) };
    case 'union':
      return { anyOf: type.options.map(strictSchema) };
    case 'object':
      return strictObject(type.properties);
    case 'enum':
      return strictSchema({ kind: 'literal', options: type.members.map((member) => member.value) });
    case 'literal': {
      const { type: jsonType } = typeSchema(type);
      return { ...(jsonType === undefined ? {} : { type: jsonType }), enum: type.options };
    }
    default:
      return typeSchema(type);
  }
}
