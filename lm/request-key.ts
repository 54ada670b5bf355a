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
  // With keys in canonical order the engine's own writer gives the canonical text, in a tenth of the time.
  const text = JSON.stringify({
    api: origin.api,
    format: FORMAT_VERSION,
    id: origin.id,
    maxTokens: request.maxTokens,
    messages: request.messages.map(({ role, content }) => [role, content]),
    responseFormat: inCanonicalOrder(request.responseFormat),
    rollout: request.rollout ?? 0,
    seed: request.seed,
    server: origin.server,
    temperature: request.temperature,
  });
  return hash('sha256', text, 'hex');
}

function inCanonicalOrder(format: LmRequest['responseFormat']): unknown {
  return format === undefined ? undefined : JSON.parse(canonicalJson(format));
}
