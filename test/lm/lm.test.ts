import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recentCalls } from '../../lm/history.ts';
import type { LmRequest } from '../../lm/language-model.ts';
import { LM } from '../../lm/lm.ts';
import type { LmOptions } from '../../lm/lm-options.ts';
import { hastyClock } from './hasty-clock.ts';
import { answer, json, refusal, startModelServer } from './model-server.ts';
import type { ModelServer } from './model-server.ts';

let server: ModelServer;

beforeAll(async () => {
  process.env['LM_TEST_KEY'] = 'sk-canary';
  server = await startModelServer();
});
afterAll(() => server.close());

const REQUEST: LmRequest = { messages: [{ role: 'user', content: 'Where is the tower?' }] };

function model(options: LmOptions = {}, id = 'openai/gpt-4o-mini'): LM {
  return new LM(
    id,
    { baseUrl: server.baseUrl, apiKeyEnv: 'LM_TEST_KEY', ...options },
    { clock: hastyClock() },
  );
}

it('a call brings text, tokens and the cost by list price with cached tokens cheaper', async () => {
  server.script(answer('Paris'));
  expect(await model().complete(REQUEST)).toEqual({
    text: 'Paris',
    finishReason: 'stop',
    model: 'served-model',
    promptTokens: 100,
    completionTokens: 10,
    costUsd: (60 * 0.15 + 40 * 0.075 + 10 * 0.6) / 1e6,
    cached: false,
  });
});

it('a call costs what the server reports, if it reports it', async () => {
  const usage = { prompt_tokens: 1, completion_tokens: 1, cost: 0.25 };
  server.script(json({ choices: [{ message: { content: 'x' }, finish_reason: 'stop' }], usage }));
  expect((await model().complete(REQUEST)).costUsd).toBe(0.25);
});

it('a call has no cost, rather than none to pay, when the price is unknown', async () => {
  server.script(answer());
  expect((await model({}, 'elsewhere/some-model').complete(REQUEST)).costUsd).toBeNull();
});

it('a call sends the key, the parameters and no header beyond the protocol', async () => {
  process.env['OPENAI_CUSTOM_HEADERS'] = 'X-Stray: yes';
  process.env['OPENAI_ORG_ID'] = 'org-stray';
  server.script(answer());
  await model({ temperature: 0.7, maxTokens: 50 }).complete({ ...REQUEST, seed: 3, rollout: 9 });
  delete process.env['OPENAI_CUSTOM_HEADERS'];
  delete process.env['OPENAI_ORG_ID'];
  const [seen] = server.requests;
  expect(seen?.path).toBe('/v1/chat/completions');
  expect(seen?.headers.authorization).toBe('Bearer sk-canary');
  expect(
    Object.keys(seen?.headers ?? {}).filter((name) => /stray|stainless|organization|x-/.test(name)),
  ).toEqual([]);
  expect(seen?.body).toEqual({
    model: 'gpt-4o-mini',
    messages: REQUEST.messages,
    temperature: 0.7,
    max_tokens: 50,
    seed: 3,
    stream: false,
  });
});

it('a model speaks the Responses API when told so', async () => {
  const output = [
    { type: 'reasoning' },
    {
      type: 'message',
      content: [
        { type: 'output_text', text: 'Par' },
        { type: 'output_text', text: 'is' },
      ],
    },
  ];
  server.script(
    json({ status: 'completed', model: 'm', output, usage: { input_tokens: 7, output_tokens: 2 } }),
  );
  const response = await model({ api: 'responses', maxTokens: 9 }).complete(REQUEST);
  expect(response).toMatchObject({ text: 'Paris', promptTokens: 7, completionTokens: 2 });
  expect(server.requests[0]?.path).toBe('/v1/responses');
  expect(server.requests[0]?.body).toMatchObject({ max_output_tokens: 9, store: false, stream: false });
});

it('a call puts a reasoning model in other words after its refusals, once for the process', async () => {
  const lm = model({ temperature: 0.5, maxTokens: 20 });
  server.script(
    refusal(400, { code: 'unsupported_parameter', param: 'max_tokens' }),
    refusal(400, { code: 'unsupported_value', param: 'temperature' }),
    answer(),
  );
  await lm.complete(REQUEST);
  expect(server.requests).toHaveLength(3);
  expect(server.requests[2]?.body).toMatchObject({ max_completion_tokens: 20 });
  expect(server.requests[2]?.body).not.toHaveProperty('temperature');
  server.script(answer());
  await lm.with({ temperature: 1 }).complete(REQUEST);
  expect(server.requests).toHaveLength(1);
});

it('calls that are refused together are all put in other words', async () => {
  server.script((response, request) => {
    const reply =
      'max_tokens' in request.body
        ? refusal(400, { code: 'unsupported_parameter', param: 'max_tokens' })
        : answer();
    setTimeout(() => reply(response, request), 10);
  });
  const lm = model({ maxTokens: 20 });
  const ask = (content: string): Promise<unknown> => lm.complete({ messages: [{ role: 'user', content }] });
  await Promise.all(['a', 'b', 'c', 'd'].map(ask));
  expect(server.requests).toHaveLength(8);
});

it('a server that refuses every form of a parameter is given up', async () => {
  server.script((response, request) => {
    const param = 'max_tokens' in request.body ? 'max_tokens' : 'max_completion_tokens';
    refusal(400, { code: 'unsupported_parameter', param })(response, request);
  });
  await expect(model({ maxTokens: 20 }).complete(REQUEST)).rejects.toMatchObject({
    errorClass: 'bad-request',
  });
  expect(server.requests).toHaveLength(7);
});

it('a call steps down from a JSON schema to JSON and then to none when the server refuses them', async () => {
  const refused = refusal(400, { code: 'unsupported_parameter', param: 'response_format' });
  server.script(refused, refused, answer());
  await model().complete({ ...REQUEST, responseFormat: { type: 'json_schema', name: 'x', schema: {} } });
  const formats = server.requests.map(
    ({ body }) => (body['response_format'] as { type?: string } | undefined)?.type,
  );
  expect(formats).toEqual(['json_schema', 'json_object', undefined]);
});

it('a call shows in history with its text', async () => {
  server.script(answer('Rome'));
  await model().complete(REQUEST);
  expect(recentCalls(1)).toMatchObject([
    { model: 'openai/gpt-4o-mini', text: 'Rome', messages: REQUEST.messages },
  ]);
});

it('a key is asked for by the name of its variable before anything is sent', async () => {
  const lm = new LM('openai/x', { baseUrl: 'https://example.invalid/v1', apiKeyEnv: 'NOT_SET_ANYWHERE' });
  expect(() => lm.check()).toThrow(/NOT_SET_ANYWHERE/);
  await expect(lm.complete(REQUEST)).rejects.toMatchObject({ name: 'InvalidRequest' });
});

it('a key is not needed on this machine', () => {
  expect(() => new LM('vllm/x').check()).not.toThrow();
});

it('the key is nowhere in what can be printed', () => {
  const lm = model();
  expect(inspect(lm, { depth: 9, showHidden: true }) + JSON.stringify(lm) + lm.address).not.toContain(
    'canary',
  );
});
