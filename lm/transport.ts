import type { RateFacts } from './rate-headers.ts';

/** One HTTP exchange, or what stands for it. It tries once and judges nothing. */
export interface Transport {
  /** @throws TransportError when no answer with status 200 came */
  send(wire: WireRequest, options: { readonly timeoutMs: number }): Promise<WireAnswer>;
}

export interface WireRequest {
  readonly api: 'chat' | 'responses';
  readonly body: { readonly [field: string]: unknown };
}

/** Whatever came with status 200: not yet known to be an answer. */
export interface WireAnswer {
  readonly body: unknown;
  readonly requestId?: string | undefined;
  readonly rate?: RateFacts | undefined;
}

/** The server's refusal. `text` is only matched against patterns: it may echo prompts or keys and goes nowhere. */
export interface HttpFailure {
  readonly kind: 'http';
  readonly status: number;
  /** Error code and type as the server named them; empty when it did not. */
  readonly code: string;
  readonly type: string;
  readonly param: string;
  readonly text: string;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** The server said that trying again is useless. */
  readonly final?: boolean;
}

/** No complete answer came. */
export interface LostFailure {
  readonly kind: 'timeout' | 'connection' | 'redirect' | 'unreadable' | 'too-large';
}

export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly failure: HttpFailure | LostFailure;

  constructor(failure: HttpFailure | LostFailure) {
    super(`The exchange with the model server failed: ${failure.kind}.`);
    this.failure = failure;
  }
}
