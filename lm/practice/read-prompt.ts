import type { ChatMessage } from '../language-model.ts';
import { readSystem } from './read-system.ts';
import type { SystemReading } from './read-system.ts';
import { remember } from './remember.ts';

/** Field values by name, as text. */
export type FieldValues = ReadonlyMap<string, string>;

/** A worked example in the prompt. */
export interface PromptDemo {
  readonly inputs: FieldValues;
  readonly outputs: FieldValues;
}

/** Everything the practice model knows of a task. */
export interface ReadPrompt extends SystemReading {
  readonly demos: readonly PromptDemo[];
  readonly current: FieldValues;
  readonly format: 'chat' | 'json';
}

const HEADER = /^\s*\[\[ ## (\w+) ## \]\]/;

/** Text between `[[ ## name ## ]]` markers, by name; the first section of a name wins. Pure. */
export const readSections = remember(4_000, (text: string): FieldValues => {
  const sections = new Map<string, string[]>();
  let lines: string[] | null = null;
  for (const line of text.split('\n')) {
    const header = HEADER.exec(line);
    if (header === null) {
      lines?.push(line);
      continue;
    }
    lines = [line.slice(header[0].length)];
    const name = header[1] ?? '';
    if (!sections.has(name)) sections.set(name, lines);
  }
  return new Map([...sections].map(([name, content]) => [name, content.join('\n').trim()]));
});

function readJsonObject(text: string): FieldValues | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    return new Map(
      Object.entries(value).map(([name, item]) => [
        name,
        typeof item === 'string' ? item : JSON.stringify(item),
      ]),
    );
  } catch {
    return null; // Not JSON: the caller reads markers instead.
  }
}

const readAnswer = remember(4_000, (text: string): FieldValues =>
  text.startsWith('{') ? (readJsonObject(text) ?? readSections(text)) : readSections(text),
);

/** A turn that opens with a sentence before its first marker is an example with gaps. */
function hasGaps(userTurn: string): boolean {
  return !userTurn.trimStart().startsWith('[[ ##');
}

const PLACEHOLDER =
  /\b(?:missing|never recorded|not (?:given|supplied|provided|available|known|present|recorded)|no value|absent|unknown|left out)\b/i;

function withoutFillers(values: FieldValues): FieldValues {
  return new Map([...values].filter(([, value]) => value.length > 80 || !PLACEHOLDER.test(value)));
}

function readDemo(user: string, assistant: string): PromptDemo {
  const outputs = readAnswer(assistant);
  return { inputs: readSections(user), outputs: hasGaps(user) ? withoutFillers(outputs) : outputs };
}

/** The last paragraph asks for the answer; it names output fields in backticks and is no part of the inputs. */
function splitReminder(turn: string, outputs: SystemReading['outputs']): { body: string; reminder: string } {
  const at = turn.lastIndexOf('\n\n');
  const last = turn.slice(at + 1);
  const names = outputs.some(
    ({ name }) => last.includes(`\`${name}\``) || last.includes(`\`[[ ## ${name} ## ]]\``),
  );
  return at >= 0 && names ? { body: turn.slice(0, at), reminder: last } : { body: turn, reminder: '' };
}

function readDemos(turns: readonly ChatMessage[]): PromptDemo[] {
  return turns.flatMap((turn, i) => {
    const next = turns[i + 1];
    return turn.role === 'user' && next?.role === 'assistant' ? [readDemo(turn.content, next.content)] : [];
  });
}

/** Reads a conversation in the marker or JSON form. Pure: knows nothing but the messages. */
export function readPrompt(messages: readonly ChatMessage[]): ReadPrompt {
  const system = readSystem(messages.find(({ role }) => role === 'system')?.content ?? '');
  const turns = messages.filter(({ role }) => role !== 'system');
  const last = turns.findLast(({ role }) => role === 'user')?.content ?? '';
  const { body, reminder } = splitReminder(last, system.outputs);
  const format = /\bJSON\b/.test(reminder) && !reminder.includes('[[ ##') ? 'json' : 'chat';
  return { ...system, demos: readDemos(turns), current: readSections(body), format };
}
