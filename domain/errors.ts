/** The run's caps leave no room for the worst case of the next call. */
export class BudgetExhausted extends Error {
  override readonly name = 'BudgetExhausted';
  readonly cap: 'maxLmCalls' | 'maxCostUsd';
  /** True when requests under way hold room for their worst case: some may come free when they are answered. */
  readonly mayFree: boolean;

  constructor(cap: 'maxLmCalls' | 'maxCostUsd', mayFree = false) {
    super(`The budget is used up: ${cap} leaves no room for another call.`);
    this.cap = cap;
    this.mayFree = mayFree;
  }
}

export function isBudgetExhausted(error: unknown): error is BudgetExhausted {
  return error instanceof Error && error.name === 'BudgetExhausted';
}

/** The request makes no sense: says which field, what was expected, what came. Exit code 2. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
}

/** A dataset is missing or malformed: says file, row and field. Exit code 2. */
export class DatasetUnreadable extends Error {
  override readonly name = 'DatasetUnreadable';
}

/**
 * A store cannot be written or read: the disk is full, the file is held or damaged. Says which file and what helps. It
 * says nothing about a candidate, and is never a score.
 */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
}

export function isStoreFailed(error: unknown): error is StoreFailed {
  return error instanceof Error && error.name === 'StoreFailed';
}
