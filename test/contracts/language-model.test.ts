import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withCallScope } from '../../lm/call-scope.ts';
import type { LanguageModel, LmRequest } from '../../lm/language-model.ts';
import { LM } from '../../lm/lm.ts';
import { MemoryResponseStore } from '../../stores/memory-response-store.ts';
import { ScriptedLedger } from '../lm/call-ledger-double.ts';
import { answer, json, startModelServer } from '../lm/model-server.ts';
import type { ModelServer } from '../lm/model-server.ts';

let chatServer: ModelServer;
let responsesServer: ModelServer;

beforeAll(async () => {
  [chatServer, responsesServer] = await Promise.all([startModelServer(), startModelServer()]);
  chatServer.script(answer('Paris'));
  const output = [{ type: 'message', content: [{ type: 'output_text', text: 'Paris' }] }];
  responsesServer.script(json({ status: 'completed', output, usage: { input_tokens: 9, output_tokens: 1 } }));
});
afterAll(() => Promise.all([chatServer.close(), responsesServer.close()]));

const makers: { readonly [name: string]: () => LanguageModel } = {
  'chat completions': () => new LM('vllm/model', { baseUrl: chatServer.baseUrl }),
  responses: () => new LM('vllm/model', { baseUrl: responsesServer.baseUrl, api: 'responses' }),
  practice: () => new LM('practice/any'),
};

const REQUEST: LmRequest = {
  messages: [
    { role: 'system', content: 'Your input fields are: `question`. Your output fields are: `answer`.' },
    { role: 'user', content: '[[ ## question ## ]]\nWhere is the tower?' },
  ],
};

describe.each(Object.keys(makers))('a language model by %s', (name) => {
  const make = (): LanguageModel => makers[name]?.() ?? expect.fail('no such model');

  it('answers with text, tokens and a finish reason', async () => {
    const response = await make().complete(REQUEST);
    expect(response.text).toEqual(expect.any(String));
    expect(response.promptTokens).toBeGreaterThan(0);
    expect(response).toMatchObject({ finishReason: 'stop', cached: false });
  });

  it('with() gives the same model with other defaults and leaves the first alone', () => {
    const lm = make();
    const warm = lm.with({ temperature: 1 });
    expect([warm.id, warm.parameters, lm.parameters]).toEqual([lm.id, { temperature: 1 }, {}]);
    expect(warm.with({ maxTokens: 5 }).parameters).toEqual({ temperature: 1, maxTokens: 5 });
  });

  it('gives a stored answer again, marked as cached, and the ledger counts one call and one hit', async () => {
    const scope = { responses: new MemoryResponseStore(), ledger: new ScriptedLedger() };
    const [first, second] = await withCallScope(scope, async () => [
      await make().complete(REQUEST),
      await make().complete(REQUEST),
    ]);
    expect(second).toEqual({ ...first, cached: true });
    expect([scope.ledger.reserved.length, scope.ledger.settled.length, scope.ledger.hits]).toEqual([1, 1, 1]);
  });

  it('sends nothing in an aborted scope', async () => {
    const scope = { ledger: new ScriptedLedger(), signal: AbortSignal.abort() };
    const call = withCallScope(scope, () => make().complete(REQUEST));
    await expect(call).rejects.toMatchObject({ name: 'CallNotSent' });
    expect(scope.ledger.reserved).toEqual([]);
  });
});
