import { assert, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import type { LmRequest } from '../../lm/language-model.ts';
import { requestKey } from '../../lm/request-key.ts';

const ORIGIN = { id: 'openai/gpt-4o-mini', server: 'api.openai.com/v1', api: 'chat' } as const;
const REQUEST: LmRequest = {
  messages: [{ role: 'user', content: 'Hi' }],
  temperature: 0,
  maxTokens: 100,
  seed: 1,
  rollout: 2,
  responseFormat: { type: 'json_schema', name: 'x', schema: { b: 1, a: 2 } },
};

it('equal requests have one key, whatever the order of their fields', () => {
  const { messages, ...rest } = REQUEST;
  const reordered: LmRequest = {
    ...Object.fromEntries(Object.entries(rest).toReversed()),
    messages,
    responseFormat: { schema: { a: 2, b: 1 }, name: 'x', type: 'json_schema' },
  };
  expect(requestKey(ORIGIN, reordered)).toBe(requestKey(ORIGIN, REQUEST));
});

const changes: readonly (readonly [string, Partial<LmRequest>])[] = [
  ['another text', { messages: [{ role: 'user', content: 'Ho' }] }],
  ['another role', { messages: [{ role: 'system', content: 'Hi' }] }],
  ['another temperature', { temperature: 1 }],
  ['another length', { maxTokens: 101 }],
  ['another seed', { seed: 2 }],
  ['another rollout', { rollout: 3 }],
  ['another format', { responseFormat: { type: 'json_object' } }],
];

it.each(changes)('%s has another key', (_title, change) => {
  expect(requestKey(ORIGIN, { ...REQUEST, ...change })).not.toBe(requestKey(ORIGIN, REQUEST));
});

it.each([{ id: 'openai/gpt-4o' }, { server: '127.0.0.1:8000/v1' }, { api: 'responses' as const }])(
  'another origin has another key: %j',
  (change) => {
    expect(requestKey({ ...ORIGIN, ...change }, REQUEST)).not.toBe(requestKey(ORIGIN, REQUEST));
  },
);

it('no rollout is rollout 0', () => {
  const { rollout: _rollout, ...plain } = REQUEST;
  expect(requestKey(ORIGIN, plain)).toBe(requestKey(ORIGIN, { ...REQUEST, rollout: 0 }));
});

function twoTurns(first: string, second: string): LmRequest {
  return {
    messages: [
      { role: 'user', content: first },
      { role: 'user', content: second },
    ],
  };
}

it('texts that differ only in where one message ends have different keys', () => {
  assert(
    property(
      string(),
      string({ minLength: 1 }),
      (a, b) => requestKey(ORIGIN, twoTurns(a + b, '')) !== requestKey(ORIGIN, twoTurns(a, b)),
    ),
  );
});

it('the key of a known request stays what it was', () => {
  expect(requestKey(ORIGIN, REQUEST)).toBe(
    '176691b608fd9db214602d2c35a37f22af444ada08a90151a8a67cc030f3e507',
  );
});
