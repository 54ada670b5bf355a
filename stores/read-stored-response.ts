import type { StoredResponse } from '../domain/response-store.ts';
import { parseStored } from './parse-json.ts';

/** A stored answer from its text; null when it is none. Only what belongs to an answer is taken over. */
export function readStoredResponse(value: string): StoredResponse | null {
  let read: unknown;
  try {
    read = parseStored(value);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof read !== 'object' || read === null) return null;
  return isStoredResponse(read) ? taken(read) : null;
}

function isStoredResponse(value: object): value is StoredResponse {
  const { text, finishReason, model, promptTokens, completionTokens, costUsd } =
    value as Partial<StoredResponse>;
  return (
    [text, finishReason, model].every((word) => typeof word === 'string') &&
    [promptTokens, completionTokens].every(isCount) &&
    (costUsd === null || isCount(costUsd))
  );
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function taken(response: StoredResponse): StoredResponse {
  const { text, finishReason, model, promptTokens, completionTokens, costUsd, extra } = response;
  return {
    text,
    finishReason,
    model,
    promptTokens,
    completionTokens,
    costUsd,
    ...(extra !== undefined && { extra }),
  };
}
