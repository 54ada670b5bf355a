import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCodecServer, type CodecServer } from '../../client/codec-server/codec-server.ts';
import { dataConverterOf } from '../../workers/data-converter.ts';

const KEYS = `k1:${randomBytes(32).toString('base64')}`;
const TOKEN = 'token-of-this-test';
const PAGE = 'http://localhost:8233';
const CLI = fileURLToPath(new URL('../../client/cli.ts', import.meta.url));

let server: CodecServer;
let sealed: string;

beforeAll(async () => {
  const codecs = dataConverterOf({ DURABLE_MIPRO_PAYLOAD_KEYS: KEYS }).payloadCodecs ?? [];
  server = await startCodecServer({ codecs, token: TOKEN, origins: [PAGE], port: 0 });
  sealed = await bodyOf({ known: 'sentence '.repeat(5_000) }, KEYS);
});
afterAll(() => server.close());

/** A value as Temporal's tools send it: written by a worker with these keys. */
async function bodyOf(value: unknown, keys: string): Promise<string> {
  let payloads = [defaultPayloadConverter.toPayload(value) ?? {}];
  for (const codec of dataConverterOf({ DURABLE_MIPRO_PAYLOAD_KEYS: keys }).payloadCodecs ?? [])
    payloads = await codec.encode(payloads);
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return JSON.stringify({
    payloads: payloads.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)]),
      ),
      data: base64(data ?? new Uint8Array()),
    })),
  });
}

interface Asked {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** Not with `fetch`, which does not let a test say who the host or the page is. */
async function ask(
  headers: { readonly [name: string]: string },
  { path = '/decode', method = 'POST', body = sealed } = {},
): Promise<Asked> {
  const asking = request(`${server.url}${path}`, { method, headers });
  asking.end(method === 'POST' ? body : undefined);
  const [response] = (await once(asking, 'response')) as [import('node:http').IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

const WITH_TOKEN = { authorization: `Bearer ${TOKEN}` };

function dataIn({ text }: Asked): unknown {
  const { payloads } = JSON.parse(text) as { payloads: { data: string }[] };
  return JSON.parse(Buffer.from(payloads[0]?.data ?? '', 'base64').toString());
}

test.each([
  ['as bearer token', WITH_TOKEN, '/decode'],
  ['in the path, for web pages', {}, `/${TOKEN}/decode`],
])('whoever has the token %s gets payloads in plain text', async (_how, headers, path) => {
  const answer = await ask(headers, { path });
  expect(answer.status).toBe(200);
  expect(dataIn(answer)).toEqual({ known: 'sentence '.repeat(5_000) });
});

test.each([
  ['no token', {}, '/decode'],
  ['another token', { authorization: 'Bearer token-of-this-tesu' }, '/decode'],
  ['another token in the path', {}, '/guess/decode'],
  ['an empty token in the path', {}, '//decode'],
])('whoever has %s gets nothing', async (_what, headers, path) => {
  const answer = await ask(headers, { path });
  expect(answer.status).toBe(401);
  expect(answer.text).not.toContain('payloads');
});

test('a page of Temporal’s web interface may read the answer, and may ask whether it may ask', async () => {
  const answer = await ask({ ...WITH_TOKEN, origin: PAGE });
  expect(answer.headers['access-control-allow-origin']).toBe(PAGE);
  const before = await ask({ origin: PAGE }, { method: 'OPTIONS' });
  expect(before.status).toBe(204);
  expect(before.headers['access-control-allow-headers']).toContain('authorization');
});

test('any other page is refused, even with the token', async () => {
  for (const origin of ['http://evil.example', 'null', 'http://localhost:8233.evil.example']) {
    const answer = await ask({ ...WITH_TOKEN, origin });
    expect(answer.status).toBe(403);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect((await ask({ origin }, { method: 'OPTIONS' })).status).toBe(403);
  }
});

test('a request for another host name is refused: its page may have pointed the name here', async () => {
  const answer = await ask({ ...WITH_TOKEN, host: `evil.example:${server.port}` });
  expect(answer.status).toBe(421);
  const own = await ask({ ...WITH_TOKEN, host: `localhost:${server.port}` });
  expect(own.status).toBe(200);
});

test('it does not encode, and says what it expected when it gets something else', async () => {
  expect((await ask(WITH_TOKEN, { path: '/encode' })).status).toBe(404);
  expect((await ask(WITH_TOKEN, { method: 'GET' })).status).toBe(404);
  for (const body of ['', '[]', '{"payloads":[{"data":7}]}', '{"payloads":[{"data":"§"}]}']) {
    const answer = await ask(WITH_TOKEN, { body });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Expected');
  }
});

test('what another key has encrypted is refused, with the key’s name', async () => {
  const body = await bodyOf('x', `k2:${randomBytes(32).toString('base64')}`);
  const answer = await ask(WITH_TOKEN, { body });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('the key k2');
});

test('the command tells address and token, and ends with Ctrl-C', async () => {
  const child = spawn(
    process.execPath,
    ['--conditions=durable-mipro-source', CLI, 'codec-server', '--port', '0', '--json'],
    { env: { ...process.env, DURABLE_MIPRO_PAYLOAD_KEYS: KEYS }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const told = JSON.parse(line.toString()) as { url: string; token: string; keys: string[] };
  expect(told.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(told.token).toMatch(/^[\w-]{32}$/);
  expect(told.keys).toEqual(['k1']);
  const answer = await fetch(`${told.url}/${told.token}/decode`, { method: 'POST', body: sealed });
  expect(answer.status).toBe(200);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
