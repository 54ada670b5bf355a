import type { ArtifactRef } from './artifact.ts';
import type { PromotionDecision } from './promotion.ts';
import type { BlockedReason, StopReason } from './run.ts';
import type { Score } from './score.ts';
import type { Usage } from './usage.ts';

/** The argument of the `reoptimize` workflow: all else is the task's own, and read when the night begins. */
export interface ReoptimizeRequest {
  readonly task: string;
  /** Also when nothing has changed since the last night. */
  readonly force?: boolean;
  /** So long after its beginning a blocked night ends, since the next one is due. @defaultValue 20 hours */
  readonly patienceMs?: number;
}

/**
 * How a night ended. `skipped`: nothing to do, or it gave way to the next night. `kept`: the champion stays. `rejected`, `unanswered`: a person said no, or
 * nothing in time. `superseded`: someone else promoted meanwhile. `failed`: it could not be done; `cancelled`: it was told to end.
 */
export type NightOutcome =
  'skipped' | 'kept' | 'promoted' | 'rejected' | 'unanswered' | 'superseded' | 'failed' | 'cancelled';

/** What a night depends on. When two nights have equal ones, the second has nothing to find. */
export interface NightBasis {
  /** Hash of the rows, as they are split. */
  readonly data: string;
  /** Hash of code, models, settings and gate. */
  readonly code: string;
  /** 0 for none. */
  readonly championVersion: number;
}

/** What the optimization of the night brought. */
export interface NightRun {
  readonly runId: string;
  readonly program: ArtifactRef;
  readonly stoppedBecause: StopReason;
  /** On the validation rows. */
  readonly baseline: Score | null;
  readonly best: Score | null;
}

/** A person's answer to the question whether to promote. */
export interface Verdict {
  readonly by: string;
  readonly note: string;
}

/** A night in numbers and names: the result of its workflow and the content of its report. Plain JSON. */
export interface NightReport {
  readonly schema: 1;
  readonly task: string;
  /** Names the night for ever: workflow id and execution. */
  readonly nightId: string;
  readonly startedAtMs: number;
  /** Null while it waits for approval. */
  readonly outcome: NightOutcome | null;
  /** Whole sentences: why it ended so. Hold no prompt and no example. */
  readonly reasons: readonly string[];
  /** Null when it failed before they were known. */
  readonly basis: NightBasis | null;
  /** The ledger's account; null when nothing could be paid. */
  readonly account: string | null;
  readonly holdoutRows: number;
  readonly run: NightRun | null;
  readonly decision: PromotionDecision | null;
  readonly verdict: (Verdict & { readonly approved: boolean }) | null;
  /** The version that is in use now because of this night. */
  readonly promotedVersion: number | null;
  readonly usage: Usage;
  /** What could not be told to whom, in words. */
  readonly notices: readonly string[];
}

/** `skipped` is sent for a night under way that gave way to the next one, not for one without anything to do. */
export type NightEventKind =
  | 'promoted'
  | 'kept'
  | 'waiting-for-approval'
  | 'superseded'
  | 'skipped'
  | 'failed'
  | 'blocked'
  | 'budget-80-percent';

/** What the `night` query answers. */
export interface NightProgress {
  readonly stage: 'prepare' | 'champion' | 'optimize' | 'challenger' | 'decide' | 'approval' | 'finished';
  readonly blocked: BlockedReason | null;
  /** The run of the night, once it was started. */
  readonly runId: string | null;
  /** Why that run was blocked last; it may go on by now. Null when it never was, and once it has ended. */
  readonly runBlocked: BlockedReason | null;
  readonly report: NightReport;
}

/** The id of a task's schedule, and the beginning of its nights' workflow ids. */
export function scheduleIdOf(task: string): string {
  return `reopt/${task}`;
}
