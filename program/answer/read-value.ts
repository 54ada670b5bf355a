import type { Json } from '../../domain/json.ts';
import type { FieldType } from '../field-type.ts';
import { pythonText, strip } from '../prompt/python-text.ts';
import { optionText } from '../prompt/type-name.ts';
import { fitValue } from './fit-value.ts';
import { readLooseJson } from './loose-json.ts';

/**
 * A field's value as the model wrote it, brought to the field's type; undefined when it cannot be. Text is decoded
 * only where the type is not plain text.
 */
export function readValue(
  raw: Json,
  type: FieldType,
  { repair }: { readonly repair: boolean },
): Json | undefined {
  if (type.kind === 'str') return pythonText(raw);
  if (type.kind === 'enum') return readMember(raw, type);
  if (type.kind === 'literal') return readOption(raw, type.options);
  if (typeof raw !== 'string') return fitValue(raw, type, 'lax');
  if (isOptionalText(type)) return fitValue(raw, type, 'lax');
  const decoded = readLooseJson(raw, repair);
  const fitted = decoded === undefined ? undefined : fitValue(decoded, type, 'lax');
  return fitted === undefined ? fitValue(raw, type, 'lax') : fitted;
}

/** An optional text is taken as it stands: `None` and `5` stay text. */
function isOptionalText(type: FieldType): boolean {
  if (type.kind !== 'union') return false;
  const kinds = type.options.map((option) => option.kind);
  return kinds.includes('str') && kinds.includes('null');
}

function readMember(raw: Json, { members }: FieldType & { kind: 'enum' }): Json | undefined {
  const member =
    members.find(({ value }) => value === raw) ??
    members.find(({ name }) => name === raw) ??
    members.find(({ value }) => String(value) === raw);
  return member?.value;
}

function readOption(raw: Json, options: readonly (string | number | boolean)[]): Json | undefined {
  const exact = options.find((option) => option === raw);
  if (exact !== undefined || typeof raw !== 'string') return exact;
  const text = unwrapped(strip(raw));
  return options.find((option) => option === text) ?? options.find((option) => optionText(option) === text);
}

/** Models copy the type's own notation: `Literal['a']`, `str[a]`, `"a"`. */
function unwrapped(text: string): string {
  const inner = /^(?:Literal|str)\[([^]*)\]$/.exec(text)?.[1] ?? text;
  return /^(['"])([^]*)\1$/.exec(inner)?.[2] ?? inner;
}
