/** One turn of a conversation with a model. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What the answer's shape should be, for servers that support it. */
export type ResponseFormat =
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly name: string;
      readonly schema: { readonly [key: string]: unknown };
    };

/** A request without transport: what is asked, never where or with which key. */
export interface LmRequest {
  readonly messages: readonly ChatMessage[];
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly seed?: number;
  /** Tells otherwise equal requests apart in the response store; never sent. */
  readonly rollout?: number;
  readonly responseFormat?: ResponseFormat;
}

export type FinishReason = 'stop' | 'length' | 'content_filter' | 'refusal' | 'unknown';

export interface LmResponse {
  readonly text: string;
  readonly finishReason: FinishReason;
  readonly model: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Null when the model's price is unknown. */
  readonly costUsd: number | null;
  /** True when the answer came from the response store: nothing was paid now. */
  readonly cached: boolean;
}

/** Options that shape answers and therefore belong to a run's identity. */
export interface LmParameters {
  readonly temperature?: number;
  readonly maxTokens?: number;
}

/**
 * A model that completes conversations. Implementations retry what can be retried (lm/errors.ts says what) and throw
 * an `LmError` for the rest; they never return a failed answer.
 */
export interface LanguageModel {
  /** `provider/model`, as the user wrote it. */
  readonly id: string;
  readonly parameters: LmParameters;
  complete(request: LmRequest): Promise<LmResponse>;
  /** The same model with other defaults. */
  with(parameters: LmParameters): LanguageModel;
}
