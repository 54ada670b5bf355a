import { InvalidRequest } from '../../domain/errors.ts';
import type { FieldType } from '../field-type.ts';
import { typeFromText } from './type-text.ts';

export interface DeclaredField {
  readonly name: string;
  readonly type: FieldType;
}

export interface DeclaredFields {
  readonly inputs: readonly DeclaredField[];
  readonly outputs: readonly DeclaredField[];
}

const TEXT: FieldType = { kind: 'str' };
const EXAMPLE = "'question, context -> answer: float'";

/**
 * The fields of a signature in its string form, `'inputs -> outputs'`.
 * @throws InvalidRequest saying which part is wrong and what belongs there
 */
export function fieldsFromText(text: string): DeclaredFields {
  const sides = splitOutside(text, '->');
  if (sides.length !== 2) {
    const found = sides.length === 1 ? 'none' : String(sides.length - 1);
    throw new InvalidRequest(
      `Signature '${text}': expected one \`->\` between inputs and outputs, as in ${EXAMPLE}, but there is ${found}.`,
    );
  }
  const [inputs = '', outputs = ''] = sides;
  return { inputs: fieldsOfSide(inputs, 'inputs', text), outputs: fieldsOfSide(outputs, 'outputs', text) };
}

function fieldsOfSide(side: string, sideName: 'inputs' | 'outputs', text: string): DeclaredField[] {
  if (side.trim() === '') {
    throw new InvalidRequest(
      `Signature '${text}': expected at least one field among its ${sideName}, as in ${EXAMPLE}.`,
    );
  }
  return splitOutside(side, ',').map((part) => {
    const [name = '', ...rest] = part.split(':');
    const type = rest.join(':').trim();
    const where = `Signature '${text}', field \`${name.trim()}\``;
    if (rest.length > 0 && type === '')
      throw new InvalidRequest(`${where}: expected a type after the colon.`);
    return { name: name.trim(), type: rest.length === 0 ? TEXT : typeFromText(type, where) };
  });
}

/** Cuts at a separator wherever it stands outside quotes and brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      start = at + separator.length;
      at = start - 1;
    } else depth += depthChange(character);
  }
  return [...parts, text.slice(start)];
}

function depthChange(character: string): number {
  if (character === '[' || character === '(') return 1;
  return character === ']' || character === ')' ? -1 : 0;
}
