import { afterAll, beforeAll, expect, it } from 'vitest';
import { withCallScope } from '../../lm/call-scope.ts';
import type { CallScope } from '../../lm/call-scope.ts';
import type { LmRequest } from '../../lm/language-model.ts';
import { LM } from '../../lm/lm.ts';
import type { LmOptions } from '../../lm/lm-options.ts';
import { MemoryResponseStore } from '../../stores/memory-response-store.ts';
import { ScriptedLedger } from './call-ledger-double.ts';
import { hastyClock } from './hasty-clock.ts';
import { answer, refusal, startModelServer } from './model-server.ts';
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

function scopeWith(change: Partial<CallScope> = {}): CallScope & { ledger: ScriptedLedger } {
  return { responses: new MemoryResponseStore(), ledger: new ScriptedLedger(), ...change } as never;
}

it('an answer once given is not asked for again', async () => {
  server.script(answer());
  const scope = scopeWith();
  await withCallScope(scope, () => model().complete(REQUEST));
  const second = await withCallScope(scope, () => model().complete(REQUEST));
  expect([second.cached, server.requests.length, scope.ledger.hits]).toEqual([true, 1, 1]);
});

it('a wanted repeat is asked for, because its rollout differs', async () => {
  server.script(answer());
  const scope = scopeWith();
  await withCallScope(scope, () => model().complete({ ...REQUEST, rollout: 1 }));
  await withCallScope(scope, () => model().complete({ ...REQUEST, rollout: 2 }));
  expect(server.requests).toHaveLength(2);
});

it('cache: false neither looks nor stores', async () => {
  server.script(answer());
  const scope = scopeWith();
  await withCallScope(scope, () => model({ cache: false }).complete(REQUEST));
  await withCallScope(scope, () => model({ cache: false }).complete(REQUEST));
  expect([server.requests.length, scope.responses?.stat().answers]).toEqual([2, 0]);
});

it('equal calls at the same time share one request', async () => {
  server.script(answer());
  const scope = scopeWith();
  const lm = model();
  const all = await withCallScope(scope, () => Promise.all([1, 2, 3, 4].map(() => lm.complete(REQUEST))));
  expect([server.requests.length, all.filter(({ cached }) => cached).length, scope.ledger.hits]).toEqual([
    1, 3, 3,
  ]);
});

it('every request that was sent is one ledger entry, answered or not', async () => {
  server.script(refusal(500, {}), refusal(500, {}), answer());
  const scope = scopeWith();
  await withCallScope(scope, () => model().complete(REQUEST));
  const { reserved, failed, settled } = scope.ledger;
  expect([reserved.length, failed, settled.length]).toEqual([3, ['server-error', 'server-error'], 1]);
  expect(server.requests).toHaveLength(3);
});

it('reserves the worst case: the whole prompt uncached and all of maxTokens', async () => {
  server.script(answer());
  const scope = scopeWith();
  await withCallScope(scope, () => model({ maxTokens: 1000 }).complete(REQUEST));
  expect(scope.ledger.reserved).toEqual([
    { model: 'openai/gpt-4o-mini', promptTokens: 5, worstCostUsd: (5 * 0.15 + 1000 * 0.6) / 1e6 },
  ]);
});

it('a budget that is used up stops the call before it is sent', async () => {
  server.script(answer());
  const scope = scopeWith({ ledger: new ScriptedLedger(0) });
  const call = withCallScope(scope, () => model().complete(REQUEST));
  await expect(call).rejects.toMatchObject({ name: 'BudgetExhausted', cap: 'maxLmCalls' });
  expect(server.requests).toHaveLength(0);
});

it('an aborted scope sends nothing and owes nothing', async () => {
  server.script(answer());
  const scope = scopeWith({ signal: AbortSignal.abort() });
  await expect(withCallScope(scope, () => model().complete(REQUEST))).rejects.toMatchObject({
    name: 'CallNotSent',
  });
  expect([server.requests.length, scope.ledger.reserved.length]).toEqual([0, 0]);
});

it('a request under way when the scope is aborted is finished and kept', async () => {
  const controller = new AbortController();
  server.script((response, request) => {
    controller.abort();
    setTimeout(() => answer('kept')(response, request), 20);
  });
  const scope = scopeWith({ signal: controller.signal });
  const response = await withCallScope(scope, () => model().complete(REQUEST));
  expect([response.text, scope.responses?.stat().answers]).toEqual(['kept', 1]);
});

it('a stored answer is given even when the scope is aborted', async () => {
  server.script(answer());
  const scope = scopeWith();
  await withCallScope(scope, () => model().complete(REQUEST));
  const aborted = { ...scope, signal: AbortSignal.abort() };
  expect((await withCallScope(aborted, () => model().complete(REQUEST))).cached).toBe(true);
});

it('a follower whose leader was stopped asks itself', async () => {
  const controller = new AbortController();
  const responses = new MemoryResponseStore();
  server.script(refusal(500, {}), answer());
  const slow = new LM(
    'openai/gpt-4o-mini',
    { baseUrl: server.baseUrl, apiKeyEnv: 'LM_TEST_KEY' },
    { clock: { ...hastyClock(), after: () => (setImmediate(() => controller.abort()), () => {}) } },
  );
  const leader = withCallScope({ responses, signal: controller.signal }, () => slow.complete(REQUEST));
  const follower = withCallScope({ responses }, () => model().complete(REQUEST));
  await expect(leader).rejects.toMatchObject({ name: 'CallNotSent' });
  expect((await follower).text).toBe('Paris');
});

it('a refusal is paid for once and ends the same from the store', async () => {
  server.script(answer(null, { message: { refusal: 'no' } }));
  const scope = scopeWith();
  for (let i = 0; i < 2; i += 1) {
    const call = withCallScope(scope, () => model().complete(REQUEST));
    await expect(call).rejects.toMatchObject({ errorClass: 'content-filter' });
  }
  expect([server.requests.length, scope.ledger.settled.length, scope.ledger.hits]).toEqual([1, 1, 1]);
});

it('a deadline that has passed sends nothing', async () => {
  server.script(answer());
  const scope = scopeWith({ deadlineMs: 1 });
  await expect(withCallScope(scope, () => model().complete(REQUEST))).rejects.toMatchObject({
    name: 'CallNotSent',
  });
  expect(server.requests).toHaveLength(0);
});

it('a server that asks to wait two seconds is asked again after two', async () => {
  server.script(refusal(429, {}, { 'retry-after': '2' }), answer());
  const clock = hastyClock();
  const lm = new LM('openai/waits', { baseUrl: server.baseUrl, apiKeyEnv: 'LM_TEST_KEY' }, { clock });
  expect((await lm.complete(REQUEST)).text).toBe('Paris');
  expect(clock.waits).toEqual([2000]);
});
