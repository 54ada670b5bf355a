import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../domain/json.ts';
import type { ChatMessage } from '../../lm/language-model.ts';
import { chatAdapter } from '../../program/chat-adapter.ts';
import { jsonAdapter } from '../../program/json-adapter.ts';
import { typeName } from '../../program/prompt/type-name.ts';
import { SENTENCES } from '../../program/prompt-sentences.ts';
import { NOT_OFFERED, differenceOf, isDifferent } from '../reference/deliberate-differences.ts';
import { readReference, rowName } from '../reference/fixtures.ts';
import { tallyOf } from '../reference/tally.ts';
import { type AnnotatedFields, annotatedFields, annotationType } from './reference-signatures.ts';

interface ListedField {
  readonly index: number;
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly trailing_space: boolean;
}

interface Slot {
  readonly field: string;
  readonly has_constraint_note: boolean;
  readonly spaces_before_note: number;
  readonly own_data_in_note: {
    readonly options?: string[];
    readonly schema?: unknown;
    readonly kind?: string;
  } | null;
}

interface SystemMessage {
  readonly fields_listed: readonly ListedField[];
  readonly markers: readonly string[];
  readonly slots: readonly Slot[];
  readonly instruction: string;
  readonly n_lines: number;
}

interface LastTurn {
  readonly body: string;
  readonly reminder: readonly { readonly field: string; readonly type_named: string | null }[];
}

interface StructureCase {
  readonly name: string;
  readonly adapter: 'ChatAdapter' | 'JSONAdapter';
  readonly instruction: string;
  readonly inputs: AnnotatedFields;
  readonly outputs: AnnotatedFields;
  readonly demos: readonly JsonObject[];
  readonly call: JsonObject;
  readonly roles: readonly string[];
  readonly messages: readonly [SystemMessage, ...{ readonly content: string }[]];
}

const FILE = 'chat-structure.json';
const file = readReference<{
  source: string;
  annotation_names: { [annotation: string]: string };
  cases: StructureCase[];
}>(FILE);
const tally = tallyOf(FILE);

function render(given: StructureCase): ChatMessage[] {
  const listed = given.messages[0].fields_listed;
  const descriptions = Object.fromEntries(listed.map(({ name, description }) => [name, description]));
  const adapter = given.adapter === 'ChatAdapter' ? chatAdapter : jsonAdapter;
  const signature = {
    instructions: given.instruction,
    inputs: annotatedFields(given.inputs, descriptions),
    outputs: annotatedFields(given.outputs, descriptions),
  };
  return adapter.render(signature, given.demos, given.call);
}

/** The file's tokens replaced by our sentences. */
function withSentences(content: string): string {
  return content
    .replaceAll('<INCOMPLETE-NOTICE>', SENTENCES.incompleteExample)
    .replaceAll('<MISSING-FILLER-TRIMMED>', SENTENCES.missingValue.trimEnd())
    .replaceAll('<MISSING-FILLER>', SENTENCES.missingValue);
}

function listedFields(text: string): ListedField[] {
  const head = text.slice(0, text.indexOf(SENTENCES.layout));
  return [...head.matchAll(/^(\d+)\. `(\w+)` \((.*)\):(.*)$/gm)].map(
    ([, index, name, type, description]) => ({
      index: Number(index),
      name: name ?? '',
      type: type ?? '',
      description: (description ?? '').trim(),
      trailing_space: description === ' ',
    }),
  );
}

/** The note behind a field's placeholder, as the file describes it. */
function slotOf(text: string, { field }: Slot): Slot {
  const line =
    text.split('\n').find((one) => new RegExp(`^(?:  "${field}": ")?\\{${field}\\}`).test(one)) ?? '';
  const [, isJson, rest = ''] = /^(  "\w+": ")?\{\w+\}(.*?)(?:",?)?$/.exec(line) ?? [];
  const note = isJson === undefined ? rest : (JSON.parse(`"${rest}"`) as string);
  const [, spaces = '', words = ''] = /^( *)# (.*)$/.exec(note) ?? [];
  return {
    field,
    has_constraint_note: note !== '',
    spaces_before_note: spaces.length,
    own_data_in_note: ownData(words),
  };
}

function ownData(note: string): Slot['own_data_in_note'] {
  const schema = /: (\{.*\})$/.exec(note)?.[1];
  if (schema !== undefined) return { schema: JSON.parse(schema) as unknown };
  const options = /: ([^{]*)$/.exec(note)?.[1];
  if (options !== undefined) return { options: options.split('; ') };
  const kind = /type (\w+)$/.exec(note)?.[1];
  return kind === undefined ? null : { kind };
}

function reminderOf(paragraph: string): LastTurn['reminder'] {
  const names = /`(?:\[\[ ## (\w+) ## \]\]|(\w+))`(?: \(written as (.*?)\)(?=,|\.$))?/g;
  return [...paragraph.matchAll(names)].map(([, marked, plain, type]) => ({
    field: marked ?? plain ?? '',
    type_named: type ?? null,
  }));
}

describe.each(file.cases)(`$adapter lays out $name as ${file.source} does`, (given) => {
  const messages = render(given);
  const [system] = given.messages;
  const text = messages[0]?.content ?? '';

  test('the roles alternate in the same order', () => {
    expect(messages.map((message) => message.role)).toStrictEqual(given.roles);
  });

  test('the system message lists the fields with number, type and description', () => {
    expect(listedFields(text)).toStrictEqual(system.fields_listed);
  });

  test('the system message shows the markers in order and has as many lines', () => {
    expect([...text.matchAll(/\[\[ ## (\w+) ## \]\]/g)].map((found) => found[1])).toStrictEqual(
      system.markers,
    );
    expect(text.split('\n')).toHaveLength(system.n_lines);
  });

  test('the placeholders carry the same notes, schemas key by key', () => {
    const slots = system.slots.map((slot) => slotOf(text, slot));
    expect(slots).toStrictEqual(system.slots);
    expect(JSON.stringify(slots)).toBe(JSON.stringify(system.slots));
  });

  test('the instruction ends the system message, indented by eight', () => {
    const indented = system.instruction.split('\n').map((line) => `\n        ${line}`);
    expect(text.endsWith(`${SENTENCES.objective} ${indented.join('')}`)).toBe(true);
  });

  test('demonstrations are equal to the last byte', () => {
    const theirs = given.messages.slice(1, -1) as { content: string }[];
    const ours = messages.slice(1, -1).map((message) => message.content);
    expect(ours).toStrictEqual(theirs.map((message) => withSentences(message.content)));
  });

  test('the last turn holds the inputs and then names the outputs', () => {
    const turn = given.messages.at(-1) as unknown as LastTurn;
    const paragraphs = (messages.at(-1)?.content ?? '').split('\n\n');
    expect(paragraphs.slice(0, -1).join('\n\n')).toBe(turn.body);
    expect(reminderOf(paragraphs.at(-1) ?? '')).toStrictEqual(turn.reminder);
    tally.agrees(rowName.structure(given));
  });
});

test.each(Object.entries(file.annotation_names))('the type %s is named %s', (annotation, theirs) => {
  const name = `type ${annotation}`;
  if (isDifferent(FILE, name)) {
    expect(differenceOf(FILE, name).ours).toBe(NOT_OFFERED);
    expect(() => annotationType(annotation)).toThrow(
      expect.objectContaining({ name: 'InvalidRequest', message: expect.stringMatching(/tuple|set/) }),
    );
  } else {
    expect(typeName(annotationType(annotation))).toBe(theirs);
  }
  tally.agrees(name);
});
