import type { Json } from '../domain/json.ts';
import type { Adapter, Demo } from './adapter.ts';
import { readAnswer } from './answer/read-answer.ts';
import { readAnswerObject } from './answer/answer-object.ts';
import { answerFormat } from './answer/answer-format.ts';
import { createRender, section } from './prompt/conversation.ts';
import { isPresent } from './prompt/demos.ts';
import { jsonText } from './prompt/field-value.ts';
import { strip } from './prompt/python-text.ts';
import { typeName } from './prompt/type-name.ts';
import { typeNote } from './prompt/type-note.ts';
import { SENTENCES, answerAsObject, typeHint } from './prompt-sentences.ts';
import type { Field, SignatureShape } from './signature-shape.ts';

const INDENT = '  ';

/** DSPy's JSON format: inputs as marked sections, the answer as one JSON object. */
export const jsonAdapter: Adapter = {
  name: 'json',
  render: createRender({ structure, reminder, demoAnswer }),
  parse({ outputs }, text, options) {
    const isTruncated = options?.truncated ?? false;
    const names = outputs.map((field) => field.name);
    const object = readAnswerObject(text, { names, repair: !isTruncated });
    return readAnswer(outputs, {
      valueOf: (name) => (Object.hasOwn(object, name) ? object[name] : undefined),
      expected: (name) => `the key \`${name}\``,
      isTruncated,
    });
  },
  responseFormat: ({ outputs }) => answerFormat(outputs),
};

function structure({ inputs, outputs }: SignatureShape): string {
  const shown = outputs.map(({ name, type }): [string, Json] => [name, `{${name}}${typeNote(type)}`]);
  const blocks = [
    SENTENCES.layout,
    SENTENCES.jsonInputs,
    ...inputs.map(({ name }) => section(name, `{${name}}`)),
    SENTENCES.jsonOutputs,
    jsonText(Object.fromEntries(shown), { kind: 'any' }, INDENT),
  ];
  return strip(blocks.join('\n\n'));
}

function reminder({ outputs }: SignatureShape): string {
  const fields = outputs.map(({ name, type }) => {
    const hint = type.kind === 'str' ? '' : typeHint(typeName(type));
    return `\`${name}\`${hint}`;
  });
  return answerAsObject(fields);
}

function demoAnswer(outputs: readonly Field[], demo: Demo): string {
  const entries = outputs.map(({ name, type }) => {
    const isThere = isPresent(demo, name);
    const value = isThere ? (demo[name] ?? null) : SENTENCES.missingValue;
    return `${INDENT}${JSON.stringify(name)}: ${jsonText(value, type, INDENT).replaceAll('\n', `\n${INDENT}`)}`;
  });
  return `{\n${entries.join(',\n')}\n}`;
}
