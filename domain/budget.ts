/** Caps over all models of a run, across crashes and restarts. An absent cap does not bind. */
export interface Budget {
  readonly maxCostUsd?: number;
  readonly maxLmCalls?: number;
  /** From the start of the workflow. */
  readonly maxDurationMs?: number;
}
