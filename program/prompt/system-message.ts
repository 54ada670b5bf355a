import { cleanInstructions } from '../declaration/clean-instructions.ts';
import { LIMIT_PHRASES, SENTENCES } from '../prompt-sentences.ts';
import type { Field, SignatureShape } from '../signature-shape.ts';
import { splitLines, strip } from './python-text.ts';
import { typeName } from './type-name.ts';

/** The numbered lists of inputs and outputs that open a system message. */
export function fieldLists({ inputs, outputs }: SignatureShape): string {
  return `${fieldList(SENTENCES.inputs, inputs)}\n${fieldList(SENTENCES.outputs, outputs)}`;
}

function fieldList(heading: string, fields: readonly Field[]): string {
  return strip([heading, ...fields.map(fieldLine)].join('\n'));
}

function fieldLine(field: Field, index: number): string {
  const line = `${index + 1}. \`${field.name}\` (${typeName(field.type)}): ${shownDescription(field)}`;
  const limits = (field.constraints ?? []).map(
    ({ kind, value }) => `${LIMIT_PHRASES[kind] ?? kind}: ${value}`,
  );
  return limits.length === 0 ? line : `${line}\n${SENTENCES.limits}: ${limits.join(', ')}`;
}

/** `${name}` is how files say that no description was given. */
function shownDescription({ name, description }: Field): string {
  return description === null || description === `\${${name}}` ? '' : description;
}

/** The task itself, which closes a system message. */
export function objective(instructions: string): string {
  const indent = `\n${' '.repeat(8)}`;
  const cleaned = cleanInstructions(instructions).split('\n');
  const text = cleaned.map((line) => (/^[ \t]+$/.test(line) ? '' : line)).join('\n');
  return `${SENTENCES.objective} ${splitLines(text)
    .map((line) => indent + line)
    .join('')}`;
}
