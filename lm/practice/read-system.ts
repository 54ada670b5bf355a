import { endOfBracket, optionsOfNote, optionsOfType } from './field-options.ts';
import { remember } from './remember.ts';

/** A field as the prompt describes it. */
export interface PromptField {
  readonly name: string;
  /** As shown, for example `Literal['a', 'b']`. */
  readonly type: string;
  readonly description: string;
  /** What stands beside its placeholder, if anything. */
  readonly note: string | undefined;
  /** The only allowed values, or null when it is open. */
  readonly options: readonly string[] | null;
}

/** What the system message says: fields and the task. */
export interface SystemReading {
  readonly inputs: readonly PromptField[];
  readonly outputs: readonly PromptField[];
  readonly instruction: string;
}

const FIELD_LINE = /^(\d+)\. `([^`]+)` \(/;

/** The task stands last, each line indented by eight spaces. */
function readInstruction(lines: readonly string[]): string {
  let first = lines.length;
  while (first > 0 && (lines[first - 1] ?? '').startsWith('        ')) first--;
  return lines
    .slice(first)
    .map((line) => line.slice(8))
    .join('\n')
    .trim();
}

function readField(line: string, system: string): PromptField {
  const name = FIELD_LINE.exec(line)?.[2] ?? '';
  const open = line.indexOf('(', line.indexOf('` (') + 2);
  const close = endOfBracket(line, open);
  const type = line.slice(open + 1, close - 1);
  const placeholder = `{${name}}        # `;
  const at = system.indexOf(placeholder);
  const note =
    at < 0 ? undefined : (/^.*/.exec(system.slice(at + placeholder.length))?.[0] ?? '').replace(/",?$/, '');
  const description = line.slice(close).replace(/^:\s*/, '');
  return { name, type, description, note, options: optionsOfType(type) ?? optionsOfNote(type, note) };
}

/** Reads the two numbered field lists (numbering starts again at 1 for the outputs) and the task. Pure. */
export const readSystem = remember(500, (system: string): SystemReading => {
  const lines = system.split('\n');
  const lists: PromptField[][] = [];
  for (const line of lines) {
    const match = FIELD_LINE.exec(line);
    if (match === null) continue;
    if (match[1] === '1') lists.push([]);
    lists.at(-1)?.push(readField(line, system));
  }
  const [inputs = [], outputs = []] = lists.length === 1 ? [[], lists[0]] : lists;
  return { inputs, outputs, instruction: readInstruction(lines) };
});
