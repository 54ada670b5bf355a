import type { ResponseStore, StoredResponse } from '../domain/response-store.ts';
import { recordCall } from './history.ts';
import type { LmResponse } from './language-model.ts';
import type { ModelCall } from './model-call.ts';
import { requestKey } from './request-key.ts';
import { KEEP_NOTHING } from './send-once.ts';
import { sendUntilAnswered } from './send-until-answered.ts';
import { shareFlight } from './single-flight.ts';
import { toLmResponse } from './stored-answer.ts';

/**
 * Answers one call: from the response store of its scope, from an equal request under way, or by asking the model.
 * @throws LmError, CallNotSent, BudgetExhausted; InvalidRequest when the key is missing
 */
export async function completeCall(call: ModelCall): Promise<LmResponse> {
  const store = call.target.cache ? call.scope.responses : undefined;
  if (store === undefined) {
    call.target.endpoint.check();
    return finish(call, await sendUntilAnswered(call, KEEP_NOTHING), false);
  }
  const key = keyOf(call);
  const kept = store.get(key);
  if (kept !== undefined) return finishHit(call, key, kept);
  call.target.endpoint.check();
  const landed = await shareFlight(() => askAndKeep(call, store, key), {
    store,
    key,
    signal: call.scope.signal,
  });
  return landed.shared ? finishHit(call, key, landed.response) : finish(call, landed.response, false);
}

/** What is used is what is stored: if another process stored an answer meanwhile, that one counts. */
async function askAndKeep(call: ModelCall, store: ResponseStore, key: string): Promise<StoredResponse> {
  let isFirst = true;
  const answer = await sendUntilAnswered(call, {
    write: (response) => {
      isFirst = store.putIfAbsent(key, response);
      call.scope.ledger?.usesAnswer?.(key);
    },
    hold: (response) => {
      store.hold?.(key, response);
      return store.hold !== undefined;
    },
  });
  return isFirst ? answer : (store.get(key) ?? answer);
}

function keyOf({ target, request }: ModelCall): string {
  return requestKey({ id: target.id, server: target.endpoint.server, api: target.api }, request);
}

function finishHit(call: ModelCall, key: string, stored: StoredResponse): LmResponse {
  call.scope.ledger?.recordHit(call.target.id);
  call.scope.ledger?.usesAnswer?.(key);
  return finish(call, stored, true);
}

function finish(call: ModelCall, stored: StoredResponse, cached: boolean): LmResponse {
  const response = toLmResponse(call, stored, cached);
  const { text, finishReason, promptTokens, completionTokens, costUsd } = response;
  recordCall({
    model: call.target.id,
    messages: call.request.messages,
    text,
    finishReason,
    promptTokens,
    completionTokens,
    costUsd,
    cached,
    atMs: call.target.clock.nowMs(),
  });
  return response;
}
