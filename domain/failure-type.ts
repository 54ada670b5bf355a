/**
 * The names under which activities fail. They cross processes as strings: compare the name, never the class.
 * Retryable ones are retried by Temporal; all others reach the workflow at once.
 */
export type FailureType =
  /** Retryable: the provider is slow, busy or away. */
  | 'LmTransient'
  /** Retryable: no worker knows this task yet. */
  | 'NotRegistered'
  /** Retryable: the worker is going down; progress is in the heartbeat. */
  | 'WorkerShutdown'
  /** Retryable at first; after that the run blocks until `resume`: a disk is full, or a file of ours missing or damaged. */
  | 'StoreFailed'
  /** The run blocks until `resume`. */
  | 'LmAuth'
  | 'LmQuotaExhausted'
  | 'LmBadRequest'
  | 'LmOutage'
  | 'TaskChanged'
  /** The run ends with the best so far. */
  | 'BudgetExhausted'
  /** The run fails. */
  | 'InvalidRequest'
  | 'DatasetUnreadable'
  | 'MetricFailed'
  | 'CandidateMismatch';

/** Failures that need a person: the run blocks, keeps all that was paid for, and goes on after `resume`. */
export const BLOCKING_FAILURES = [
  'LmAuth',
  'LmQuotaExhausted',
  'LmBadRequest',
  'LmOutage',
  'TaskChanged',
  'StoreFailed',
] as const satisfies readonly FailureType[];

export type BlockingFailure = (typeof BLOCKING_FAILURES)[number];

/** Pure. */
export function isBlocking(failure: string | null | undefined): failure is BlockingFailure {
  return (BLOCKING_FAILURES as readonly unknown[]).includes(failure);
}
