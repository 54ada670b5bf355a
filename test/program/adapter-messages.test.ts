import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { chatAdapter } from '../../program/chat-adapter.ts';
import { jsonAdapter } from '../../program/json-adapter.ts';
import { SENTENCES, answerAsObject, answerInSections } from '../../program/prompt-sentences.ts';
import { signature, withFirstOutput, withInstructions } from '../../program/signature.ts';

const reasoned = withFirstOutput(signature('question -> answer'), { name: 'reasoning' });
const demos = [
  { question: 'Q', answer: 'A' },
  { augmented: true, question: 'Q2', reasoning: 'R2', answer: 'A2' },
];
const fields = `${SENTENCES.inputs}\n1. \`question\` (str):\n${SENTENCES.outputs}\n1. \`reasoning\` (str): \n2. \`answer\` (str):\n`;
const task = `\n${SENTENCES.objective} \n        ${reasoned.instructions}`;

test('a chain of thought in the marker format is laid out to the last byte', () => {
  expect(chatAdapter.render(reasoned, demos, { question: 'now' })).toStrictEqual([
    {
      role: 'system',
      content: `${fields}${SENTENCES.layout}\n\n[[ ## question ## ]]\n{question}\n\n[[ ## reasoning ## ]]\n{reasoning}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]${task}`,
    },
    { role: 'user', content: `${SENTENCES.incompleteExample}\n\n[[ ## question ## ]]\nQ` },
    {
      role: 'assistant',
      content: `[[ ## reasoning ## ]]\n${SENTENCES.missingValue}\n\n[[ ## answer ## ]]\nA\n\n[[ ## completed ## ]]\n`,
    },
    { role: 'user', content: '[[ ## question ## ]]\nQ2' },
    {
      role: 'assistant',
      content: '[[ ## reasoning ## ]]\nR2\n\n[[ ## answer ## ]]\nA2\n\n[[ ## completed ## ]]\n',
    },
    {
      role: 'user',
      content: `[[ ## question ## ]]\nnow\n\n${answerInSections(['`[[ ## reasoning ## ]]`', '`[[ ## answer ## ]]`'], '`[[ ## completed ## ]]`')}`,
    },
  ]);
});

test('a chain of thought in the JSON format is laid out to the last byte', () => {
  const messages = jsonAdapter.render(reasoned, demos, { question: 'now' });
  expect(messages[0]?.content).toBe(
    `${fields}${SENTENCES.layout}\n\n${SENTENCES.jsonInputs}\n\n[[ ## question ## ]]\n{question}\n\n${SENTENCES.jsonOutputs}\n\n{\n  "reasoning": "{reasoning}",\n  "answer": "{answer}"\n}${task}`,
  );
  expect(messages[4]?.content).toBe('{\n  "reasoning": "R2",\n  "answer": "A2"\n}');
  expect(messages[5]?.content).toBe(
    `[[ ## question ## ]]\nnow\n\n${answerAsObject(['`reasoning`', '`answer`'])}`,
  );
});

describe('a prompt', () => {
  const base = signature('a -> b');

  test('follows the instructions laid over the signature, and only they change', () => {
    const [before, ...others] = chatAdapter.render(base, [], { a: 'x' });
    const [after, ...same] = chatAdapter.render(withInstructions(base, 'Say\n\n  it.'), [], { a: 'x' });
    expect(after?.content).toBe(
      before?.content.replace(`        ${base.instructions}`, '        Say\n        \n        it.'),
    );
    expect(same).toStrictEqual(others);
  });

  test('of a signature that shares its outputs with another shows its own inputs', () => {
    chatAdapter.render(base, [], { a: 'x' });
    const other = { ...base, inputs: signature('z -> b').inputs };
    expect(chatAdapter.render(other, [], { z: 'x' })[0]?.content).toContain('[[ ## z ## ]]\n{z}');
  });

  test('treats an undefined value as absent and keeps null', () => {
    const pair = signature('a, c -> b');
    const turn = (inputs: object) => chatAdapter.render(pair, [], inputs as never)[1]?.content ?? '';
    expect(turn({ a: undefined, c: 'y' }).split('\n\n')[0]).toBe('[[ ## c ## ]]\ny');
    expect(turn({ a: null, c: 'y' }).split('\n\n')[0]).toBe('[[ ## a ## ]]\nNone');
  });

  test('announces a schema’s limits under the field’s line', () => {
    const limited = signature({
      inputs: { a: z.string().describe('words').min(2).max(9) },
      outputs: { b: z.number().gt(0) },
    });
    expect(chatAdapter.render(limited, [], { a: 'x' })[0]?.content).toContain(
      '1. `a` (str): words\nLimits: shortest length: 2, longest length: 9\n',
    );
  });

  test('hides a description that only repeats the name in braces', () => {
    const [field] = base.inputs;
    if (field === undefined) throw new Error('the signature has one input');
    const shown = { ...base, inputs: [{ ...field, description: '${a}' }] };
    expect(chatAdapter.render(shown, [], { a: 'x' })[0]?.content).toBe(
      chatAdapter.render(base, [], { a: 'x' })[0]?.content,
    );
  });
});

describe('the response format', () => {
  test('of the marker format is plain text', () => {
    expect(chatAdapter.responseFormat(reasoned)).toBeUndefined();
  });

  test('requires every property, allows no other, and lets optional ones be null', () => {
    const triage = signature({
      inputs: { a: z.string() },
      outputs: {
        label: z.enum(['x', 'y']),
        part: z.object({ n: z.int().min(1).describe('how many'), w: z.number().optional() }),
        note: z.string().optional(),
      },
    });
    expect(jsonAdapter.responseFormat(triage)).toStrictEqual({
      type: 'json_schema',
      name: 'answer',
      schema: {
        type: 'object',
        properties: {
          label: { type: 'string', enum: ['x', 'y'] },
          part: {
            type: 'object',
            properties: {
              n: { type: 'integer', description: 'how many' },
              w: { anyOf: [{ type: 'number' }, { type: 'null' }] },
            },
            required: ['n', 'w'],
            additionalProperties: false,
          },
          note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        },
        required: ['label', 'part', 'note'],
        additionalProperties: false,
      },
    });
  });

  test.each(['dict[str, int]', 'Any', 'list[dict]', 'Optional[Any]'])(
    'is any JSON object where keys are open: %s',
    (type) => {
      expect(jsonAdapter.responseFormat(signature(`a -> b: ${type}`))).toStrictEqual({ type: 'json_object' });
    },
  );
});
