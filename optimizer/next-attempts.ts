/** What is known of an example that was tried. `error`: the program or metric failed on it. */
export type AttemptOutcome = 'running' | 'solved' | 'rejected' | 'error';

/** A bootstrapped set that is being made. */
export interface Attempts {
  /** Positions in the trainset, in the order to be tried. */
  readonly order: readonly number[];
  readonly wanted: number;
  /** As many errors end the set. */
  readonly maxErrors: number;
  readonly outcomes: ReadonlyMap<number, AttemptOutcome>;
}

/**
 * The examples that may be started now, in order. One is started only if the one-by-one loop would try it however
 * the running ones end, so that no example is paid for in vain: never more at once than successes are still wanted.
 * Empty when all is running or done. Pure.
 */
export function nextAttempts(attempts: Attempts): number[] {
  const started: number[] = [];
  let solvedAtMost = 0;
  let errorsAtMost = 0;
  for (const example of attempts.order) {
    if (solvedAtMost >= attempts.wanted || errorsAtMost >= attempts.maxErrors) break;
    const outcome = attempts.outcomes.get(example);
    if (outcome === undefined) started.push(example);
    const open = outcome === undefined || outcome === 'running';
    if (open || outcome === 'solved') solvedAtMost += 1;
    if (open || outcome === 'error') errorsAtMost += 1;
  }
  return started;
}
