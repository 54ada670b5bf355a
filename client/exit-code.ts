import type { BlockedReason, StopReason } from '../domain/run.ts';

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
  AmbiguousRun: EXIT.badUsage,
  CheckpointUnreadable: EXIT.badUsage,
  ArchiveUnreadable: EXIT.badUsage,
  ArtifactMissing: EXIT.badUsage,
  ArtifactDamaged: EXIT.badUsage,
  HomeUnusable: EXIT.badUsage,
  PayloadUnreadable: EXIT.badUsage,
  ChampionMissing: EXIT.badUsage,
  ChampionMismatch: EXIT.badUsage,
  ChampionUnreadable: EXIT.badUsage,
  Declined: EXIT.badUsage,
  RunBlocked: EXIT.provider,
  LmError: EXIT.provider,
  TemporalUnreachable: EXIT.temporal,
  TemporalUnavailable: EXIT.temporal,
  NamespaceUnknown: EXIT.temporal,
  ServiceError: EXIT.temporal,
  RunCancelled: EXIT.cancelled,
  Detached: EXIT.detached,
};

/** Failures of a run that mean the request made no sense. */
const BAD_USAGE_FAILURES = ['InvalidRequest', 'DatasetUnreadable', 'TaskChanged'];

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error)) return EXIT.unexpected;
  if (BAD_USAGE_FAILURES.includes(failureOf(error))) return EXIT.badUsage;
  return CODE_OF_ERROR[error.name] ?? EXIT.unexpected;
}

/** The failure that ended or blocked a run. */
function failureOf(error: Error & { failure?: unknown; reason?: unknown }): string {
  if (error.name === 'RunFailed') return String(error.failure);
  return error.name === 'RunBlocked' ? (error.reason as BlockedReason).failure : '';
}

export function exitCodeOfEnd(reason: StopReason): number {
  return reason === 'budget' || reason === 'deadline' ? EXIT.budget : EXIT.done;
}
