import { expect, it } from 'vitest';
import { resolveEndpoint } from '../../lm/endpoint.ts';
import { LM } from '../../lm/lm.ts';
import type { LmOptions } from '../../lm/lm-options.ts';
import { readModelId } from '../../lm/lm-options.ts';

function endpoint(id: string, options: LmOptions = {}, env: { [name: string]: string } = {}) {
  return resolveEndpoint(readModelId(id), options, env);
}

it.each([
  ['openai/gpt-4o', {}, {}, 'https://api.openai.com/v1'],
  ['openai/gpt-4o', {}, { OPENAI_BASE_URL: 'https://proxy.example/v1/' }, 'https://proxy.example/v1'],
  [
    'openai/gpt-4o',
    { baseUrl: 'https://given.example/v1' },
    { OPENAI_BASE_URL: 'https://x.example' },
    'https://given.example/v1',
  ],
  ['openrouter/a/b', {}, { OPENAI_BASE_URL: 'https://proxy.example/v1' }, 'https://openrouter.ai/api/v1'],
  ['ollama/llama', {}, {}, 'http://127.0.0.1:11434/v1'],
  ['practice/tickets', {}, {}, 'in this process'],
])('%s with %j in %j goes to its address', (...[id, options, env, address]) => {
  expect(endpoint(id, options, env as { [name: string]: string }).address).toBe(address);
});

it.each([
  ['http://gpu-box:8000/v1', /not encrypted/],
  ['https://user:secret@host/v1', /holds a user or password/],
  ['https://host/v1?api-version=1', /without "\?"/],
  ['ftp://host/v1', /neither https nor http/],
  ['not a url', /is not a URL/],
])('the base URL %s is refused', (baseUrl, message) => {
  expect(() => endpoint('openai/x', { baseUrl })).toThrow(message);
});

it('a refused base URL does not repeat its password', () => {
  expect(() => endpoint('openai/x', { baseUrl: 'https://u:pw-canary@host/v1' })).not.toThrow(/pw-canary/);
});

it('http to another machine is allowed on request', () => {
  const given = endpoint('vllm/x', {
    baseUrl: 'http://gpu-box:8000/v1',
    allowInsecure: true,
    apiKeyEnv: null,
  });
  expect(() => given.check()).not.toThrow();
});

it.each(['openai/x', 'azure/x', 'my-cloud/x'])('%s without its key says which variable is missing', (id) => {
  const name = {
    'openai/x': 'OPENAI_API_KEY',
    'azure/x': 'AZURE_OPENAI_API_KEY',
    'my-cloud/x': 'MY_CLOUD_API_KEY',
  }[id];
  expect(() => endpoint(id, { baseUrl: 'https://host/v1' }).check()).toThrow(new RegExp(`variable ${name},`));
});

it('an unknown provider without an address is refused', () => {
  expect(() => endpoint('acme/x')).toThrow(/no known address/);
});

it('the practice model has one identity in this process and behind any port', () => {
  const served = endpoint('practice/tickets', { baseUrl: 'http://127.0.0.1:4321/v1' });
  expect([served.server, endpoint('practice/tickets').server]).toEqual(['practice', 'practice']);
});

it.each(['gpt-4o', '/x', 'openai/', 'OpenAI/x', 'openai/a b'])('the id %j is refused', (id) => {
  expect(() => new LM(id)).toThrow(/provider\/model/);
});

it.each([
  [{ temperature: 3 }, /temperature must be a number from 0 to 2; got 3/],
  [{ maxTokens: 1.5 }, /maxTokens must be a whole number/],
  [{ timeoutMs: 600_000 }, /timeoutMs must be a number from 1 to 300000/],
  [{ price: { inputUsd: -1, outputUsd: 1 } }, /price.inputUsd/],
])('the options %j are refused', (options, message) => {
  expect(() => new LM('practice/x', options)).toThrow(message);
});
