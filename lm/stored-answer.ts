import type { StoredResponse } from '../domain/response-store.ts';
import { lmError } from './error-table.ts';
import { estimateTokens } from './estimate-tokens.ts';
import type { FinishReason, LmResponse } from './language-model.ts';
import { askedOf } from './model-call.ts';
import type { ModelCall } from './model-call.ts';
import { costOf } from './prices.ts';
import type { ProviderAnswer } from './read-fields.ts';

/** An answer as it is kept: tokens estimated where the server did not count, cost as reported or by price. */
export function toStored({ target, request }: ModelCall, answer: ProviderAnswer): StoredResponse {
  const tokens = answer.tokens ?? {
    promptTokens: estimateTokens(request.messages),
    completionTokens: estimateTokens([{ content: answer.text }]),
    cachedPromptTokens: 0,
  };
  return {
    text: answer.text,
    finishReason: answer.finishReason,
    model: answer.model === '' ? target.model : answer.model,
    promptTokens: tokens.promptTokens,
    completionTokens: tokens.completionTokens,
    costUsd: answer.reportedCostUsd ?? costOf(target.price, tokens),
  };
}

/**
 * The answer for the caller. A refusal is kept like any other answer, because it was paid for, and always ends the same.
 * @throws LmError `content-filter` for an answer that the model or its server declined to give
 */
export function toLmResponse(call: ModelCall, stored: StoredResponse, cached: boolean): LmResponse {
  if (stored.finishReason === 'refusal' || stored.finishReason === 'content_filter') {
    throw lmError('content-filter', askedOf(call));
  }
  const { text, model, promptTokens, completionTokens, costUsd } = stored;
  const finishReason = stored.finishReason as FinishReason;
  return { text, finishReason, model, promptTokens, completionTokens, costUsd, cached };
}
