import { expect, test } from 'vitest';
import type { FaultKind, PracticeServer } from '../../lm/practice/index.ts';
import { post, readCompletion, start } from './practice-requests.ts';
import type { Completion } from './practice-requests.ts';

/** The status and error code that a client sees when every request fails this way. */
async function failing(kind: FaultKind): Promise<{ status: number; code: unknown }> {
  const server = await start({ faults: [{ at: { every: 1 }, kind }] });
  const response = await post(server);
  const body = (await response.json()) as { error: { code: unknown } };
  return { status: response.status, code: body.error.code };
}

async function completionUnder(kind: FaultKind): Promise<Completion> {
  const server = await start({ faults: [{ at: 1, kind }] });
  const response = await post(server);
  expect(response.status).toBe(200);
  return readCompletion(response);
}

async function statuses(server: PracticeServer, count: number): Promise<number[]> {
  const list: number[] = [];
  for (let i = 0; i < count; i++) list.push((await post(server)).status);
  return list;
}

test('429 carries the wait asked for', async () => {
  const server = await start({ faults: [{ at: 1, kind: 'status429', retryAfterS: 3 }] });
  const response = await post(server);
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
  expect(await response.json()).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
});

test.each([
  ['status500', 500, 'internal_error'],
  ['status401', 401, 'invalid_api_key'],
  ['status404', 404, 'model_not_found'],
  ['quota', 429, 'insufficient_quota'],
  ['context-length', 400, 'context_length_exceeded'],
] as const)('%s is status %i with code %s', async (kind, status, code) => {
  expect(await failing(kind)).toEqual({ status, code });
});

test('hang never answers', async () => {
  const server = await start({ faults: [{ at: 1, kind: 'hang' }] });
  const signal = AbortSignal.timeout(60);
  await expect(post(server, { init: { signal } })).rejects.toMatchObject({ name: 'TimeoutError' });
  expect((await post(server)).status).toBe(200);
});

test('drip sends headers at once and the body byte by byte', async () => {
  const server = await start({ faults: [{ at: 1, kind: 'drip' }] });
  const leaving = new AbortController();
  const response = await post(server, { init: { signal: leaving.signal } });
  const reader = response.body?.getReader();
  expect([response.status, (await reader?.read())?.value]).toEqual([200, new Uint8Array([123])]);
  leaving.abort();
  await expect.poll(() => server.stats().abandoned).toBe(1);
});

test('a hanging request ends with the server', async () => {
  const server = await start({ faults: [{ at: 1, kind: 'hang' }] });
  const hanging = post(server).catch((error: unknown) => String(error));
  await expect.poll(() => server.stats().inFlight).toBe(1);
  await server.close();
  expect(await hanging).toContain('fetch failed');
});

test('drop ends the connection before any header', async () => {
  const server = await start({ faults: [{ at: 1, kind: 'drop' }] });
  await expect(post(server)).rejects.toThrow('fetch failed');
  expect((await post(server)).status).toBe(200);
});

test('drop-in-body ends the connection inside the body', async () => {
  const response = await post(await start({ faults: [{ at: 1, kind: 'drop-in-body' }] }));
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
});

test('truncated-body ends well but holds half a JSON text', async () => {
  const response = await post(await start({ faults: [{ at: 1, kind: 'truncated-body' }] }));
  const text = await response.text();
  expect(text).toMatch(/^\{"id":"practice-1"/);
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
});

test('html and empty are successes without JSON', async () => {
  const faults = [
    { at: 1, kind: 'html' },
    { at: 2, kind: 'empty' },
  ] as const;
  const server = await start({ faults });
  const page = await post(server);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
  const nothing = await post(server);
  expect([nothing.status, await nothing.text()]).toEqual([200, '']);
});

test('error-in-200 is an error under a good status', async () => {
  const response = await post(await start({ faults: [{ at: 1, kind: 'error-in-200' }] }));
  expect([response.status, Object.keys((await response.json()) as object)]).toEqual([200, ['error']]);
});

test('no-choices, wrong-schema, refusal and content-filter are completions that hold no usable answer', async () => {
  expect((await completionUnder('no-choices')).choices).toEqual([]);
  expect((await completionUnder('wrong-schema')).choices[0]?.message.content).not.toContain('[[');
  expect((await completionUnder('refusal')).choices[0]?.message).toMatchObject({
    content: null,
    refusal: expect.stringContaining('cannot') as string,
  });
  expect((await completionUnder('content-filter')).choices[0]).toMatchObject({
    message: { content: null },
    finish_reason: 'content_filter',
  });
});

test('redirect sends elsewhere, and who follows is counted', async () => {
  const server = await start({ faults: [{ at: 1, kind: 'redirect' }] });
  const response = await post(server, { init: { redirect: 'manual' } });
  expect([response.status, response.headers.get('location')]).toEqual([307, '/redirected']);
  server.setFaults([{ at: 2, kind: 'redirect' }]);
  expect((await post(server)).status).toBe(200);
  expect(server.journal().map(({ outcome }) => outcome)).toEqual(['redirect', 'redirect', 'answered']);
});

test('strike the k-th, every n-th, a range, or what the messages say', async () => {
  const kind = 'status500';
  expect(await statuses(await start({ faults: [{ at: 2, kind }] }), 3)).toEqual([200, 500, 200]);
  expect(await statuses(await start({ faults: [{ at: { every: 2 }, kind }] }), 4)).toEqual([
    200, 500, 200, 500,
  ]);
  expect(await statuses(await start({ faults: [{ at: { from: 2, to: 3 }, kind }] }), 4)).toEqual([
    200, 500, 500, 200,
  ]);
  expect(
    await statuses(await start({ faults: [{ at: { messageMatches: '`category`' }, kind }] }), 1),
  ).toEqual([500]);
  expect(await statuses(await start({ faults: [{ at: { messageMatches: '^nowhere$' }, kind }] }), 1)).toEqual(
    [200],
  );
});

test('beyond its rate limit a request is refused with the wait until there is room', async () => {
  const server = await start({ rateLimit: { requests: 2, windowMs: 60_000 } });
  expect(await statuses(server, 2)).toEqual([200, 200]);
  const refused = await post(server);
  expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.closeTo(60, -1)]);
  server.setConditions({ rateLimit: null });
  expect((await post(server)).status).toBe(200);
});
