/** Python string escapes as they appear in a Literal's options. */
function unquote(text: string): string {
  const quote = text[0];
  if (quote !== "'" && quote !== '"') return text;
  return text
    .slice(1, -1)
    .replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

const OPTION = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,\s\]]+/g;

/** Index just after the bracket that closes the one at `start`, quotes respected; the text's length when none does. */
export function endOfBracket(text: string, start: number): number {
  let depth = 0;
  let quote = '';
  for (let i = start; i < text.length; i++) {
    const character = text.charAt(i);
    if (quote !== '') {
      if (character === '\\') i++;
      else if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && --depth === 0) return i + 1;
  }
  return text.length;
}

/** The values an answer may have when only a few are allowed, read from the type as prompts show it; else null. */
export function optionsOfType(type: string): readonly string[] | null {
  if (type === 'bool') return ['True', 'False'];
  const wrapped = /^(?:(?:Optional|Union|UnionType)\[)?Literal\[/.exec(type);
  if (wrapped === null) return null;
  const start = wrapped[0].length - 1;
  const inside = type.slice(start + 1, endOfBracket(type, start) - 1);
  return (inside.match(OPTION) ?? []).map(unquote);
}

const KNOWN_TYPE = /^(?:str|int|float|bool|Any|object)$|\[/;

/**
 * The members of an enum: prompts name only its class in the field list; the members stand in the note beside the
 * field's placeholder, after a colon and separated by semicolons.
 */
export function optionsOfNote(type: string, note: string | undefined): readonly string[] | null {
  if (KNOWN_TYPE.test(type) || note === undefined || note.includes('{')) return null;
  const list = note.slice(note.indexOf(':') + 1);
  const options = list.split(';').map((option) => option.trim());
  return options.length > 1 && options.every((option) => option !== '') ? options : null;
}
