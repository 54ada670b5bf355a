import { PRICES } from './price-snapshot.ts';

/** US dollars per million tokens. */
export interface Price {
  readonly inputUsd: number;
  /** For tokens the server had cached. @defaultValue `inputUsd` */
  readonly cachedInputUsd?: number;
  readonly outputUsd: number;
}

/** Tokens of one call, as reported. Cached ones are part of the prompt. */
export interface TokenCounts {
  readonly promptTokens: number;
  readonly cachedPromptTokens: number;
  readonly completionTokens: number;
}

const FREE: Price = { inputUsd: 0, outputUsd: 0 };
const DATE_SUFFIX = /-\d{4}-\d{2}-\d{2}$/;

/**
 * The price of a model by its id, `provider/model`. The practice model costs nothing. Undefined when unknown: that is
 * never taken for free. Dated names (`-2026-01-31`) have the price of the plain name.
 */
export function listPrice(id: string): Price | undefined {
  if (id.startsWith('practice/')) return FREE;
  const plain = id.replace(DATE_SUFFIX, '');
  return PRICES[id] ?? PRICES[plain] ?? routedPrice(plain);
}

/** OpenRouter names OpenAI's models `openrouter/openai/…` and charges their list price. */
function routedPrice(id: string): Price | undefined {
  return id.startsWith('openrouter/openai/') ? PRICES[id.slice('openrouter/'.length)] : undefined;
}

/** What a call cost, in dollars; null without a price. Pure. */
export function costOf(price: Price | undefined, tokens: TokenCounts): number | null {
  if (price === undefined) return null;
  const cached = Math.min(tokens.cachedPromptTokens, tokens.promptTokens);
  const fresh = tokens.promptTokens - cached;
  const input = fresh * price.inputUsd + cached * (price.cachedInputUsd ?? price.inputUsd);
  return (input + tokens.completionTokens * price.outputUsd) / 1e6;
}
