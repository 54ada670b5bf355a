import { hash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { LmRequest } from './language-model.ts';

/** Raised when the same request would be put to the model in other words: old answers then no longer fit. */
const FORMAT_VERSION = 1;

/** What answers a request, as far as its answer depends on it: never a key. */
export interface RequestOrigin {
  /** `provider/model`. */
  readonly id: string;
  /** Host and path of the server, or a word that stands for it. */
  readonly server: string;
  readonly api: 'chat' | 'responses';
}

/**
 * The name of a request in the response store: hex SHA-256 of all that its answer depends on. Equal requests have equal
 * keys on every machine; `rollout` tells wanted repeats apart. Pure.
 */
export function requestKey(origin: RequestOrigin, request: LmRequest): string {
  const text = canonicalJson({
    format: FORMAT_VERSION,
    ...origin,
    messages: request.messages.map(({ role, content }) => [role, content]),
    temperature: request.temperature,
    maxTokens: request.maxTokens,
    seed: request.seed,
    rollout: request.rollout ?? 0,
    responseFormat: request.responseFormat,
  });
  return hash('sha256', text, 'hex');
}
