import type { Field } from '../signature-shape.ts';
import { fieldPrefix } from './field-title.ts';
import { schemaConstraints, schemaType } from './schema-type.ts';
import { type StandardSchema, absentValue, jsonSchemaOf } from './standard-schema.ts';

/**
 * A field from its schema: type, description, limits and what an absent value becomes.
 * @throws InvalidRequest when the schema has no JSON form or checks asynchronously
 */
export function fieldFromSchema(name: string, schema: StandardSchema): Field {
  const where = `field \`${name}\``;
  const json = jsonSchemaOf(schema, where);
  const fallback = absentValue(schema, where);
  const constraints = schemaConstraints(json);
  const description = json['description'];
  return {
    name,
    type: schemaType(json, name),
    description: typeof description === 'string' ? description : null,
    prefix: fieldPrefix(name),
    schema,
    ...(constraints.length === 0 ? {} : { constraints }),
    ...(fallback === undefined ? {} : { fallback }),
  };
}
