import type { Usage } from './usage.ts';

/** A request about to be sent. Worst case: all of `maxTokens` is used. */
export interface PlannedCall {
  readonly model: string;
  /** Estimated; characters / 4. */
  readonly promptTokens: number;
  readonly worstCostUsd: number | null;
}

/** What an answered call really used. */
export interface SettledCall {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number | null;
}

/**
 * Counts every request of a run before it is sent, in a store that survives a kill, so that caps hold over several
 * processes and restarts. One ledger object is bound to one run, stage and activity. An entry ends once: what is said of
 * it later counts for nothing.
 */
export interface CallLedger {
  /**
   * Writes the call down, before it is sent.
   * @returns the entry's number, for `settle` or `fail`
   * @throws BudgetExhausted when the run's caps leave no room for the worst case
   */
  reserve(call: PlannedCall): number;
  settle(entry: number, call: SettledCall): void;
  /** The request was sent but brought no usable answer. It stays counted as a call; its cost is as given, or 0. */
  fail(entry: number, errorClass: string): void;
  /** An answer came from the response store. */
  recordHit(model: string): void;
  /** Notes that the run uses the stored answer under this key. */
  usesAnswer?(key: string): void;
  /** Where ledger and response store are one file: what `writes` writes to either is written as one, or not at all. */
  asOne?(writes: () => void): void;
}

/** Usage by stage and model, as reports show it. */
export interface UsageLine extends Usage {
  readonly stage: string;
  readonly model: string;
}
