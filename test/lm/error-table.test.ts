import { afterAll, beforeAll, expect, it } from 'vitest';
import { LM } from '../../lm/lm.ts';
import type { LmError } from '../../lm/errors.ts';
import { hastyClock } from './hasty-clock.ts';
import {
  answer,
  brokenInsideBody,
  closed,
  cutShort,
  dripping,
  json,
  raw,
  refusal,
  reset,
  silent,
  startModelServer,
} from './model-server.ts';
import type { ModelServer, Reply } from './model-server.ts';

let server: ModelServer;

beforeAll(async () => {
  process.env['TABLE_TEST_KEY'] = 'sk-canary-key';
  server = await startModelServer();
});
afterAll(() => server.close());

const PROMPT = 'CANARY-PROMPT where is the tower?';

async function askOnce(
  reply: Reply,
  timeoutMs = 5000,
): Promise<{ error: LmError; requests: number; waits: number[] }> {
  server.script(reply);
  const clock = hastyClock();
  const lm = new LM(
    'openai/test',
    { baseUrl: server.baseUrl, apiKeyEnv: 'TABLE_TEST_KEY', timeoutMs },
    { clock },
  );
  const error = await lm.complete({ messages: [{ role: 'user', content: PROMPT }] }).then(
    () => expect.fail('the call was answered'),
    (reason: unknown) => reason as LmError,
  );
  return { error, requests: server.requests.length, waits: clock.waits };
}

/** Only these wait for the time-out: a short one for all would fail on a busy machine. */
const NEVER_DONE = new Set([silent, dripping]);
const noChoices = json({ id: 'x', choices: [] });
const rows: readonly (readonly [string, Reply, string, number])[] = [
  ['a 500 is a server error after four tries', refusal(500, {}), 'server-error', 4],
  [
    'a 503 that forbids retries is a server error after one',
    refusal(503, {}, { 'x-should-retry': 'false' }),
    'server-error',
    1,
  ],
  ['a 400 with a code is a bad request after one', refusal(400, { code: 'invalid_value' }), 'bad-request', 1],
  ['a 422 is a bad request after one', json({ detail: [{ msg: 'SERVER-TEXT' }] }, 422), 'bad-request', 1],
  [
    'a 429 without quota is given up at once',
    refusal(429, { code: 'insufficient_quota' }),
    'quota-exhausted',
    1,
  ],
  ['a 402 is an exhausted quota', refusal(402, {}), 'quota-exhausted', 1],
  [
    'a wait of 120 s is handed back after one request',
    refusal(429, {}, { 'retry-after': '120' }),
    'throttled',
    1,
  ],
  ['a 401 is a refused key', refusal(401, { code: 'invalid_api_key' }), 'auth', 1],
  ['a 403 is a refused key', raw('<html>SERVER-TEXT</html>', 403), 'auth', 1],
  ['a 404 is a missing model', refusal(404, { code: 'model_not_found' }), 'model-missing', 1],
  ['a 408 is a time-out after two tries', refusal(408, {}), 'timeout', 2],
  ['a 413 page is a prompt that is too long', raw('<html>SERVER-TEXT</html>', 413), 'context-length', 1],
  [
    'a 400 with the context code is a prompt that is too long',
    refusal(400, { code: 'context_length_exceeded' }),
    'context-length',
    1,
  ],
  [
    'a 400 that only says so in words is a prompt that is too long',
    json({ message: "This model's maximum context length is 8192 tokens", code: 400 }, 400),
    'context-length',
    1,
  ],
  [
    'a 400 with the filter code is filtered content',
    refusal(400, { code: 'content_filter' }),
    'content-filter',
    1,
  ],
  [
    'a web page with status 200 is malformed after three tries',
    raw('<html>SERVER-TEXT</html>', 200, { 'content-type': 'text/html' }),
    'malformed',
    3,
  ],
  [
    'an empty body with status 200 is malformed',
    raw('', 200, { 'content-type': 'application/json', 'content-length': '0' }),
    'malformed',
    3,
  ],
  [
    'an empty body without a length is malformed',
    raw('', 200, { 'content-type': 'application/json' }),
    'malformed',
    3,
  ],
  ['an error inside a 200 is a server error', json({ error: { message: 'SERVER-TEXT' } }), 'server-error', 4],
  [
    'an error inside a 200 with a numeric code has that status',
    json({ error: { code: 402, message: 'SERVER-TEXT' } }),
    'quota-exhausted',
    1,
  ],
  ['no choices are malformed', noChoices, 'malformed', 3],
  ['an answer without text is malformed', answer(null), 'malformed', 3],
  ['an answer without a finish reason is malformed', answer('x', { finish: '' }), 'malformed', 3],
  [
    'an answer that was filtered is filtered content',
    answer(null, { finish: 'content_filter' }),
    'content-filter',
    1,
  ],
  [
    'a refusal is filtered content',
    answer(null, { message: { refusal: 'SERVER-TEXT' } }),
    'content-filter',
    1,
  ],
  ['JSON that is cut short is malformed', cutShort, 'malformed', 3],
  [
    'a connection dropped inside the body is a lost connection after five tries',
    brokenInsideBody,
    'connection',
    5,
  ],
  ['a connection reset before the headers is a lost connection', reset, 'connection', 5],
  ['a connection closed before the headers is a lost connection', closed, 'connection', 5],
  ['a server that never answers is a time-out after two tries', silent, 'timeout', 2],
  ['a body that drips is bounded by the time-out', dripping, 'timeout', 2],
  ['a bare string as error body keeps the class of its status', json('SERVER-TEXT', 400), 'bad-request', 1],
  ['an answer of more than 8 MB is malformed', answer('x'.repeat(9 * 1024 * 1024)), 'malformed', 3],
];

it.each(rows)('%s', async (...[, reply, errorClass, tries]) => {
  const { error, requests } = await askOnce(reply, NEVER_DONE.has(reply) ? 150 : undefined);
  expect(error.name).toBe('LmError');
  expect([error.errorClass, requests]).toEqual([errorClass, tries]);
  expect(error.message).not.toMatch(/SERVER-TEXT|CANARY|sk-canary|undefined/);
  expect(error.message).toContain('openai/test');
});

it('a redirect is refused and nothing reaches the other address', async () => {
  const elsewhere = await startModelServer();
  elsewhere.script(answer());
  const { error, requests } = await askOnce(
    raw('', 307, { location: `${elsewhere.baseUrl}/chat/completions` }),
  );
  expect([error.errorClass, requests, elsewhere.requests.length]).toEqual(['bad-request', 1, 0]);
  expect(error.message).toContain('redirects');
  await elsewhere.close();
});

it('a busy server that names no time is asked again with growing waits until 30 s are used up', async () => {
  const { error, waits } = await askOnce(refusal(429, {}));
  expect(error.errorClass).toBe('throttled');
  expect(waits.slice(0, 5)).toEqual([500, 1000, 2000, 4000, 8000]);
  expect(waits).toHaveLength(5);
});

it('a handed back call says how long the server asked to wait', async () => {
  const { error } = await askOnce(refusal(429, {}, { 'retry-after-ms': '90000' }));
  expect(error.retryAfterMs).toBe(90_000);
});

it('the facts of a failure are fields: status and request id', async () => {
  const { error } = await askOnce(refusal(400, { code: 'x' }));
  expect([error.status, error.requestId, error.model]).toEqual([400, 'req_1', 'openai/test']);
});

it('server errors wait half of 1, 2 and 4 seconds at a random draw of one half', async () => {
  const { waits } = await askOnce(refusal(500, {}));
  expect(waits).toEqual([500, 1000, 2000]);
});
