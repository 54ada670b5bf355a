import type { StoredResponse } from '../../domain/response-store.ts';

export function answer(text: string): StoredResponse {
  return { text, finishReason: 'stop', model: 'm', promptTokens: 1, completionTokens: 1, costUsd: 0 };
}
