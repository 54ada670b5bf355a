/** What a piece of work cost at the models. `costUsd` is null as soon as one call's price is unknown. */
export interface Usage {
  /** Requests that were sent to a provider, answered or not. */
  readonly lmCalls: number;
  /** Answers taken from the response store. */
  readonly cachedCalls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number | null;
}

export const NO_USAGE: Usage = {
  lmCalls: 0,
  cachedCalls: 0,
  promptTokens: 0,
  completionTokens: 0,
  costUsd: 0,
};

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    lmCalls: a.lmCalls + b.lmCalls,
    cachedCalls: a.cachedCalls + b.cachedCalls,
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    costUsd: a.costUsd === null || b.costUsd === null ? null : a.costUsd + b.costUsd,
  };
}
