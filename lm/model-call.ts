import type { CallScope } from './call-scope.ts';
import type { Clock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import type { Asked } from './error-table.ts';
import { estimateTokens } from './estimate-tokens.ts';
import type { LmRequest } from './language-model.ts';
import type { Limiter } from './limiter.ts';
import { costOf } from './prices.ts';
import type { Price } from './prices.ts';
import type { PlannedCall } from '../domain/call-ledger.ts';

/** A model with everything that is needed to call it. */
export interface LmTarget {
  readonly id: string;
  /** The model's name on its server. */
  readonly model: string;
  readonly api: 'chat' | 'responses';
  readonly cache: boolean;
  readonly price: Price | undefined;
  readonly timeoutMs: number;
  readonly endpoint: Endpoint;
  readonly limiter: Limiter;
  readonly clock: Clock;
}

/** One call of `complete`: what is asked, of whom, and in which surroundings. */
export interface ModelCall {
  readonly target: LmTarget;
  readonly request: LmRequest;
  readonly scope: CallScope;
}

/** The length assumed for answers without `maxTokens`, in worst cases only. */
export const ASSUMED_MAX_TOKENS = 4096;
const DEFAULT_CONCURRENCY = 16;
const DEFAULT_MAX_WAIT_MS = 30_000;

export function plannedCall({ target, request }: ModelCall): PlannedCall {
  const promptTokens = estimateTokens(request.messages);
  const completionTokens = request.maxTokens ?? ASSUMED_MAX_TOKENS;
  const worstCostUsd = costOf(target.price, { promptTokens, completionTokens, cachedPromptTokens: 0 });
  return { model: target.id, promptTokens, worstCostUsd };
}

export function askedOf({ target }: ModelCall): Asked {
  return { model: target.id, keyName: target.endpoint.keyName };
}

export function ceilingOf({ scope }: ModelCall): number {
  return Math.max(1, scope.maxConcurrency ?? DEFAULT_CONCURRENCY);
}

/** Longest wait for a busy server: what the scope allows, but not past its deadline. */
export function maxWaitMsOf(call: ModelCall): number {
  return Math.min(call.scope.maxWaitMs ?? DEFAULT_MAX_WAIT_MS, timeLeftMs(call));
}

export function timeLeftMs({ target, scope }: ModelCall): number {
  return scope.deadlineMs === undefined ? Number.POSITIVE_INFINITY : scope.deadlineMs - target.clock.nowMs();
}
