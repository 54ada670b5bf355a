import type { Adapter, Demo } from './adapter.ts';
import { answerSections } from './answer/answer-sections.ts';
import { readAnswer } from './answer/read-answer.ts';
import { createRender, marker, section } from './prompt/conversation.ts';
import { isPresent } from './prompt/demos.ts';
import { fieldText } from './prompt/field-value.ts';
import { strip } from './prompt/python-text.ts';
import { typeName } from './prompt/type-name.ts';
import { typeNote } from './prompt/type-note.ts';
import { SENTENCES, answerInSections, typeHint } from './prompt-sentences.ts';
import type { Field, SignatureShape } from './signature-shape.ts';

const COMPLETED = marker('completed');

/** DSPy's marker format: every field is a section under `[[ ## name ## ]]`, and `[[ ## completed ## ]]` ends an answer. */
export const chatAdapter: Adapter = {
  name: 'chat',
  render: createRender({ structure, reminder, demoAnswer }),
  parse(signature, text, options) {
    const sections = answerSections(text);
    return readAnswer(signature.outputs, {
      valueOf: (name) => sections.get(name),
      expected: (name) => `a section under \`${marker(name)}\``,
      isTruncated: options?.truncated ?? false,
    });
  },
  responseFormat: () => undefined,
};

function structure({ inputs, outputs }: SignatureShape): string {
  const blocks = [
    SENTENCES.layout,
    ...inputs.map(({ name }) => section(name, `{${name}}`)),
    ...outputs.map(({ name, type }) => section(name, `{${name}}${typeNote(type)}`)),
    COMPLETED,
  ];
  return strip(blocks.join('\n\n'));
}

function reminder({ outputs }: SignatureShape): string {
  const fields = outputs.map(({ name, type }) => {
    const hint = type.kind === 'str' ? '' : typeHint(typeName(type));
    return `\`${marker(name)}\`${hint}`;
  });
  return answerInSections(fields, `\`${COMPLETED}\``);
}

function demoAnswer(outputs: readonly Field[], demo: Demo): string {
  const blocks = outputs.map(({ name, type }) => {
    const text = isPresent(demo, name) ? fieldText(demo[name] ?? null, type) : SENTENCES.missingValue;
    return section(name, text);
  });
  return `${strip(blocks.join('\n\n'))}\n\n${COMPLETED}\n`;
}
