import { afterEach, expect, test } from 'vitest';
import { recordCall } from '../../lm/history.ts';
import { inspectHistory } from '../../lm/inspect-history.ts';

const log = console.log;
afterEach(() => {
  console.log = log;
});

test('the last calls are printed oldest first, with model, tokens, cost, turns and answer', () => {
  const printed: string[] = [];
  console.log = (text: string) => printed.push(text);
  expect(inspectHistory(1)).toBe('No model was called in this process yet.');
  for (const [index, costUsd] of [0.001, null, 0.25].entries()) {
    recordCall({
      model: `m/${index}`,
      messages: [
        { role: 'system', content: 'rules' },
        { role: 'user', content: `question ${index}\n` },
      ],
      text: `reply ${index}`,
      finishReason: 'stop',
      promptTokens: 10,
      completionTokens: 2,
      costUsd,
      cached: index === 2,
      atMs: 0,
    });
  }
  const text = inspectHistory(2);
  expect(printed.at(-1)).toBe(text);
  expect(text).toBe(
    [
      '--- 1970-01-01T00:00:00.000Z  m/1  10 + 2 tokens, price unknown ---\n\nsystem:\n\nrules\n\nuser:\n\nquestion 1\n\nanswer (stop):\n\nreply 1',
      '--- 1970-01-01T00:00:00.000Z  m/2  10 + 2 tokens, from the response store ---\n\nsystem:\n\nrules\n\nuser:\n\nquestion 2\n\nanswer (stop):\n\nreply 2',
    ].join('\n\n'),
  );
});
