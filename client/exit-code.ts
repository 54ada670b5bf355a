import type { StopReason } from '../domain/run.ts';

/** What the process says to the shell; the list is in the README. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  badUsage: 2,
  notBetter: 3,
  provider: 4,
  budget: 5,
  temporal: 6,
  cancelled: 7,
  detached: 130,
} as const;

/** By name: errors cross package copies and processes. */
const CODE_OF_ERROR: { readonly [name: string]: number } = {
  InvalidRequest: EXIT.badUsage,
  DatasetUnreadable: EXIT.badUsage,
  TaskChanged: EXIT.badUsage,
  TaskFileUnreadable: EXIT.badUsage,
  CommanderError: EXIT.badUsage,
  UnknownRun: EXIT.badUsage,
  RunBlocked: EXIT.provider,
  LmError: EXIT.provider,
  TemporalUnreachable: EXIT.temporal,
  TemporalUnavailable: EXIT.temporal,
  RunCancelled: EXIT.cancelled,
  Detached: EXIT.detached,
};

/** Failures that mean the request made no sense. */
const BAD_USAGE_FAILURES = ['InvalidRequest', 'DatasetUnreadable'];

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error)) return EXIT.unexpected;
  if (
    error.name === 'RunFailed' &&
    'failure' in error &&
    BAD_USAGE_FAILURES.includes(String(error.failure))
  ) {
    return EXIT.badUsage;
  }
  return CODE_OF_ERROR[error.name] ?? EXIT.unexpected;
}

export function exitCodeOfEnd(reason: StopReason): number {
  return reason === 'budget' || reason === 'deadline' ? EXIT.budget : EXIT.done;
}
