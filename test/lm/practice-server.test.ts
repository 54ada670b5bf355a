import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { answerAsPracticeModel } from '../../lm/practice/index.ts';
import { MESSAGES, post, readCompletion, start } from './practice-requests.ts';

describe('a healthy server', () => {
  test('answers with the practice model and counts four characters as a token', async () => {
    const { model, choices, usage } = await readCompletion(await post(await start()));
    const answer = answerAsPracticeModel(MESSAGES);
    expect(model).toBe('practice/x');
    expect(choices).toEqual([
      {
        index: 0,
        message: { role: 'assistant', content: answer, refusal: null },
        finish_reason: 'stop',
        logprobs: null,
      },
    ]);
    expect(usage.completion_tokens).toBe(Math.ceil(answer.length / 4));
    expect(usage.prompt_tokens).toBe(
      MESSAGES.reduce((sum, { content }) => sum + Math.ceil(content.length / 4), 0),
    );
  });

  test('cuts an answer at the token limit and says so', async () => {
    const { choices } = await readCompletion(await post(await start(), { body: { max_tokens: 2 } }));
    expect(choices[0]).toMatchObject({ message: { content: '[[ ## ca' }, finish_reason: 'length' });
  });

  test('lists its model', async () => {
    const response = await fetch(`${(await start()).url}/models`);
    expect(await response.json()).toMatchObject({ data: [{ id: 'practice' }] });
  });

  test('takes at least its latency, and requests at the same time wait side by side', async () => {
    const server = await start({ latencyMs: 40, jitterMs: 5 });
    const begin = performance.now();
    await Promise.all(Array.from({ length: 20 }, () => post(server)));
    expect(performance.now() - begin).toBeGreaterThanOrEqual(34);
    expect(server.stats().mostInFlight).toBe(20);
  });

  test('holds all from a given request until it is released', async () => {
    const server = await start();
    const held = server.holdFrom(2);
    expect((await post(server)).status).toBe(200);
    const waiting = [post(server), post(server)];
    await held;
    expect(await Promise.race([...waiting, delay(50, 'held')])).toBe('held');
    server.release();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await post(server)).status).toBe(200);
  });

  test('refuses what it cannot answer', async () => {
    const server = await start();
    expect((await post(server, { body: { messages: [] } })).status).toBe(400);
    expect((await post(server, { body: { stream: true } })).status).toBe(400);
    expect((await fetch(`${server.url}/embeddings`, { method: 'POST' })).status).toBe(404);
  });

  test('with a key, answers only those who send it', async () => {
    const server = await start({ requireKey: 'open' });
    expect((await post(server)).status).toBe(401);
    expect((await post(server, { init: { headers: { authorization: 'Bearer open' } } })).status).toBe(200);
    expect(server.stats().byOutcome).toEqual({ unauthorized: 1, answered: 1 });
  });
});

describe('the journal', () => {
  test('counts unique requests by model, messages, temperature and seed', async () => {
    const server = await start();
    for (const body of [
      {},
      {},
      { temperature: 1 },
      { temperature: 1, seed: 2 },
      { model: 'other' },
      { max_tokens: 99 },
    ])
      await post(server, { body });
    expect(server.stats()).toMatchObject({
      requests: 6,
      uniqueRequests: 4,
      byOutcome: { answered: 6 },
      inFlight: 0,
    });
  });

  test('is in the file line by line, without any text of the request', async () => {
    const journalPath = join(mkdtempSync(join(tmpdir(), 'practice-')), 'journal.jsonl');
    const server = await start({ journalPath, faults: [{ at: 2, kind: 'drop' }] });
    await post(server);
    await post(server).catch(() => null);
    const text = readFileSync(journalPath, 'utf8');
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(server.journal());
    expect(server.journal()).toMatchObject([
      {
        sequence: 1,
        outcome: 'answered',
        status: 200,
        requestHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
      { sequence: 2, outcome: 'drop', status: null },
    ]);
    expect(text).not.toContain('ticket');
  });

  test('counts the requests whose client went away', async () => {
    const server = await start({ latencyMs: 300 });
    await post(server, { init: { signal: AbortSignal.timeout(50) } }).catch(() => null);
    await expect.poll(() => server.stats()).toMatchObject({ requests: 1, abandoned: 1, inFlight: 0 });
  });
});

describe('control by other processes', () => {
  test('changes latency and faults, and shows journal and figures', async () => {
    const server = await start();
    const control = `http://127.0.0.1:${server.port}/control`;
    const body = JSON.stringify({ latencyMs: 1, faults: [{ at: 1, kind: 'status500' }] });
    expect((await fetch(control, { method: 'POST', body })).status).toBe(200);
    expect((await post(server)).status).toBe(500);
    expect(await (await fetch(`${control}/stats`)).json()).toEqual(server.stats());
    expect(await (await fetch(`${control}/journal`)).json()).toEqual(server.journal());
  });

  test('refuses faults it cannot read', async () => {
    const server = await start();
    const response = await fetch(`http://127.0.0.1:${server.port}/control`, {
      method: 'POST',
      body: '{"faults":[1]}',
    });
    expect(response.status).toBe(400);
  });
});
