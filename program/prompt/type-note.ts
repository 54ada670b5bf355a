import type { FieldType } from '../field-type.ts';
import { TYPE_NOTES } from '../prompt-sentences.ts';
import { optionText } from './type-name.ts';
import { typeSchemaText } from './type-schema.ts';

/** What an output's placeholder says about its type, lead-in included; empty for plain text. */
export function typeNote(type: FieldType): string {
  const note = noteOf(type);
  return note === '' ? '' : `${' '.repeat(8)}# ${note}`;
}

function noteOf(type: FieldType): string {
  switch (type.kind) {
    case 'str':
      return '';
    case 'bool':
      return TYPE_NOTES.bool;
    case 'int':
    case 'float':
      return TYPE_NOTES.number(type.kind);
    case 'enum':
      return TYPE_NOTES.value(type.members.map((member) => member.value).join('; '));
    case 'literal':
      return TYPE_NOTES.option(type.options.map(optionText).join('; '));
    default:
      return TYPE_NOTES.schema(typeSchemaText(type));
  }
}
