import type { FinishReason } from './language-model.ts';
import type { TokenCounts } from './prices.ts';
import type { HttpFailure } from './transport.ts';

/** What a server answered, in one form for both APIs. */
export interface ProviderAnswer {
  readonly text: string;
  readonly finishReason: FinishReason;
  /** As the server named it; empty when it did not. */
  readonly model: string;
  /** Undefined when the server did not count. */
  readonly tokens: TokenCounts | undefined;
  /** As some routers report it, in dollars. */
  readonly reportedCostUsd: number | undefined;
}

export type Reading =
  | { readonly kind: 'answer'; readonly answer: ProviderAnswer }
  /** `why` is in our own words. */
  | { readonly kind: 'unusable'; readonly why: string }
  | { readonly kind: 'refused'; readonly failure: HttpFailure };

export type Fields = { readonly [field: string]: unknown };

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function errorBodyOf(body: object): Fields | undefined {
  const error = fieldsOf(body)['error'];
  if (error === undefined || error === null || error === '') return undefined;
  return typeof error === 'object' ? fieldsOf(error) : { message: String(error) };
}

export function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** Whole counts; anything else counts as not reported. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : undefined;
}

export function reportedCost(usage: Fields): number | undefined {
  const cost = usage['cost'];
  return typeof cost === 'number' && Number.isFinite(cost) && cost >= 0 ? cost : undefined;
}
