import { expect, it } from 'vitest';
import { recentCalls, recordCall } from '../../lm/history.ts';
import { readAnswer } from '../../lm/read-answer.ts';
import { LM } from '../../lm/lm.ts';
import { costOf, listPrice } from '../../lm/prices.ts';
import { priceKnown, providerHealth } from '../../lm/provider-health.ts';
import { readRateFacts, readRetryAfterMs } from '../../lm/rate-headers.ts';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');

it.each([
  [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': 'Tue, 24 Nov 2026 12:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Tue, 24 Nov 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '-1' }, undefined],
  [{}, undefined],
])('the wait in %j is %s ms', (headers, expected) => {
  expect(readRetryAfterMs(new Headers(headers as Record<string, string>), NOW_MS)).toBe(expected);
});

it.each([
  ['60', '3', '7s', { remaining: 3, resetMs: 7000 }],
  ['60', '0', '120ms', { remaining: 0, resetMs: 120 }],
  ['60', '3', '1m2.5s', { remaining: 3, resetMs: 62_500 }],
  ['60', '3', '7', { remaining: 3, resetMs: 7000 }],
  ['60', '3', '6m0s', undefined],
  ['-1', '-1', '0', undefined],
  ['0', '0', '0', undefined],
  ['60', '3', 'later', undefined],
])('limit %s, left %s, reset %s are read as %j', (...[limit, remaining, reset, expected]) => {
  const headers = new Headers({
    'x-ratelimit-limit-requests': limit,
    'x-ratelimit-remaining-requests': remaining,
    'x-ratelimit-reset-requests': reset,
  });
  expect(readRateFacts(headers)).toEqual(expected);
});

it('a dated model name has the price of the plain one', () => {
  expect(listPrice('openai/gpt-4o-mini-2024-07-18')).toEqual(listPrice('openai/gpt-4o-mini'));
});

it('an unknown model has no price and a call of it no cost', () => {
  expect(listPrice('openai/gpt-99')).toBeUndefined();
  expect(costOf(undefined, { promptTokens: 1, cachedPromptTokens: 0, completionTokens: 1 })).toBeNull();
});

it('the practice model costs nothing, a model on this machine has no price', () => {
  expect([priceKnown(new LM('practice/tickets')), priceKnown(new LM('ollama/llama'))]).toEqual([true, false]);
});

it('two objects of one model share the health of its server', () => {
  const one = new LM('vllm/shared');
  expect(providerHealth(one)).toEqual(providerHealth(one.with({ temperature: 1 })));
  expect(providerHealth(one)).toMatchObject({ lastSuccessAtMs: null, limit: 1 });
});

it('history keeps the last thousand calls', () => {
  const call = {
    messages: [],
    text: '',
    finishReason: 'stop',
    promptTokens: 0,
    completionTokens: 0,
  } as const;
  for (let i = 0; i < 1205; i += 1)
    recordCall({ ...call, model: `m/${i}`, costUsd: 0, cached: false, atMs: i });
  expect(recentCalls(2).map(({ model }) => model)).toEqual(['m/1203', 'm/1204']);
  expect(recentCalls(5000)).toHaveLength(1000);
  expect(recentCalls(5000)[0]?.model).toBe('m/205');
  expect(recentCalls(0)).toEqual([]);
});

it.each(['constructor', '__proto__', 'toString'])(
  'an answer that ends with the word %s has not ended',
  (word) => {
    const body = { choices: [{ message: { content: 'x' }, finish_reason: word }] };
    expect(readAnswer('chat', { body })).toMatchObject({ kind: 'unusable' });
  },
);
