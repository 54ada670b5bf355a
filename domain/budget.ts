/** Caps over all models of a run, across crashes and restarts. An absent cap does not bind. */
export interface Budget {
  readonly maxCostUsd?: number;
  readonly maxLmCalls?: number;
  /** From the start of the run; the time between an end and an extension does not count. */
  readonly maxDurationMs?: number;
}
