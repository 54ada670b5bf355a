import { describe, expect, test } from 'vitest';
import { answerAsPracticeModel } from '../../lm/practice/practice-model.ts';
import type { ChatMessage } from '../../lm/language-model.ts';
import { ask } from './ticket-prompts.ts';

const OPEN = { inputs: ['text'], output: 'reply', options: [], instruction: 'Reply.' };

/** A prompt with one text input and outputs declared as `name (type)`. */
function prompt(
  outputs: readonly string[],
  turn: string,
  extra: { layout?: string; task?: string } = {},
): ChatMessage[] {
  const list = outputs.map((output, i) => `${i + 1}. \`${output.replace(' (', '` (')}:`).join('\n');
  const task = extra.task ?? 'Do it.';
  const system = `In:\n1. \`text\` (str):\nOut:\n${list}\n${extra.layout ?? 'Layout'}\nTask: \n        ${task}`;
  return [
    { role: 'system', content: system },
    { role: 'user', content: `[[ ## text ## ]]\n${turn}` },
  ];
}

const askJson = (names: string) => `\n\nWrite a JSON object with ${names}.`;

describe('open answers', () => {
  test('the most similar example is made to fit', () => {
    const demos = [
      { text: 'Where does Anna live?', reply: 'Anna lives in Oslo' },
      { text: 'How heavy is iron?', reply: 'Very heavy' },
    ];
    expect(ask({ ...OPEN, demos }, { text: 'Where does Bert live?' })).toBe('Bert lives in Oslo');
  });

  test('without examples the answer is a sentence of the inputs', () => {
    expect(ask(OPEN, { text: 'It rains. We stay inside.' })).toBe('It rains.');
  });

  test('the sentence that shares most with the question answers it', () => {
    const question = { ...OPEN, inputs: ['question', 'context'] };
    const row = {
      question: 'Who built the bridge?',
      context: 'The river is wide. Two brothers built the bridge. It is red.',
    };
    expect(ask(question, row)).toBe('Two brothers built the bridge.');
  });

  test('the filler of an incomplete example is not copied', () => {
    const [system, ...turns] = prompt(['reply (str)'], 'The sun is out today.');
    const demo: ChatMessage[] = [
      { role: 'user', content: 'Some values are absent here.\n\n[[ ## text ## ]]\nThe sun is out now.' },
      { role: 'assistant', content: '[[ ## reply ## ]]\n(never recorded) \n\n[[ ## completed ## ]]\n' },
    ];
    const messages = [system, ...demo, ...turns].filter((message) => message !== undefined);
    expect(answerAsPracticeModel(messages)).toContain('The sun is out today.');
  });

  test('a reasoning field names the evidence', () => {
    const task = 'Use pos for lovely films. Use neg for dull films.';
    const messages = prompt(['reasoning (str)', "label (Literal['pos', 'neg'])"], 'A lovely story.', {
      task,
    });
    expect(answerAsPracticeModel(messages)).toBe(
      '[[ ## reasoning ## ]]\nFor label, words that the task links to pos occur.\n\n[[ ## label ## ]]\npos\n\n[[ ## completed ## ]]',
    );
  });
});

describe('typed answers as JSON', () => {
  test('bool, numbers and lists have their JSON types', () => {
    const outputs = ['ok (bool)', 'count (int)', 'share (float)', 'tags (list[str])'];
    const turn = `Ten of 12 birds sing.${askJson('`ok`, `count`, `share`, `tags`')}`;
    expect(JSON.parse(answerAsPracticeModel(prompt(outputs, turn)))).toEqual({
      ok: expect.any(Boolean) as boolean,
      count: 12,
      share: 12,
      tags: ['ten', '12', 'birds'],
    });
  });

  test('an object is filled after the schema in its note', () => {
    const schema = String.raw`{\"type\": \"object\", \"properties\": {\"mood\": {\"type\": \"string\", \"enum\": [\"glad\", \"sad\"]}}}`;
    const layout = `{\n  "info": "{info}        # JSON after this schema: ${schema}"\n}`;
    const messages = prompt(['info (Info)'], `Hello.${askJson('`info`')}`, { layout });
    expect(JSON.parse(answerAsPracticeModel(messages))).toEqual({ info: { mood: 'glad' } });
  });

  test('examples given as JSON are learned from', () => {
    const turns = prompt(["label (Literal['a', 'b'])"], `green apples${askJson('`label`')}`);
    const demos: ChatMessage[] = [
      { role: 'user', content: '[[ ## text ## ]]\nred apples' },
      { role: 'assistant', content: '{\n  "label": "b"\n}' },
      { role: 'user', content: '[[ ## text ## ]]\nfast cars' },
      { role: 'assistant', content: '{\n  "label": "a"\n}' },
    ];
    const messages = [...turns.slice(0, 1), ...demos, ...turns.slice(1)];
    expect(JSON.parse(answerAsPracticeModel(messages))).toEqual({ label: 'b' });
  });
});

describe('closed sets', () => {
  test('members of an enum are read from the note of its field', () => {
    const layout = '[[ ## colour ## ]]\n{colour}        # take one of these: red; blue';
    const task = 'Take blue for the sea. Take red for fire.';
    expect(answerAsPracticeModel(prompt(['colour (Colour)'], 'a fire', { layout, task }))).toContain(
      '\nred\n',
    );
  });

  test('options with quotes and commas are kept whole', () => {
    const task = 'Nothing to add.';
    const messages = prompt([`word (Literal["it's", 'a, b', 'say "x"'])`], "it's", { task });
    expect(answerAsPracticeModel(messages)).toMatch(/\n(it's|a, b|say "x")\n/);
  });

  test('a word after a negation is no evidence for its label', () => {
    const question = {
      inputs: ['text'],
      output: 'label',
      options: ['red', 'normal'],
      instruction: 'Choose red or normal.',
    };
    expect(ask(question, { text: 'The house is red.' })).toBe('red');
    expect(ask(question, { text: 'The house is not red.' })).toBe('normal');
  });
});
