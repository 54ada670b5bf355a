import type { JournalEntry } from '../../lm/practice/journal.ts';
import type { RunResult } from '../../domain/run.ts';
import type { Checkpoint } from '../../stores/run-folders.ts';

/** All that one run has left behind, read once and never changed: what the invariants are judged by. */
export interface Evidence {
  readonly runId: string;
  /** Requests that reached the practice server, in the order they came; all of them are this run's. */
  readonly requests: readonly JournalEntry[];
  /** Temporal's histories of the run, oldest first: one for each continue-as-new and each start. */
  readonly histories: readonly HistoryEvidence[];
  readonly files: {
    readonly result: RunResult | null;
    /** The text of `program.json`. */
    readonly program: string | null;
    readonly checkpoint: Checkpoint | null;
  };
  readonly store: StoreEvidence;
  /** What processes have said, on stdout, stderr or to a file. */
  readonly logs: readonly NamedText[];
  readonly leftovers: Leftovers;
  /** Every file of the home folder. */
  readonly contents: readonly FileContent[];
}

export interface HistoryEvidence {
  readonly executionId: string;
  readonly startedAtMs: number;
  /** Null while it is open. */
  readonly closedAtMs: number | null;
  readonly events: number;
  readonly bytes: number;
  readonly largestPayloadBytes: number;
  readonly orders: readonly Order[];
  /** Scores that activities have reported to the workflow. */
  readonly cells: readonly ReportedCell[];
  readonly attempts: readonly FinishedAttempt[];
  /** All strings and payload bytes as they lie there. */
  readonly raw: string;
  /** The history as JSON, its payloads decoded. */
  readonly decoded: string;
}

/** A message that the workflow has accepted. */
export interface Order {
  readonly name: 'pause' | 'resume' | 'stop now' | 'stop drain' | 'extend' | 'cancel';
  readonly atMs: number;
}

/** The attempt of an activity whose result counts, by the names of worker processes. */
export interface FinishedAttempt {
  /** From 1: above it, an attempt before was given up. */
  readonly attempt: number;
  readonly begunBy: string;
  readonly finishedBy: string;
}

export interface ReportedCell {
  readonly candidateKey: string;
  /** Hash of what the score depends on beside the example. */
  readonly subject: string;
  readonly example: string;
  readonly score: number;
}

export interface StoreEvidence {
  readonly scores: readonly ScoreRow[];
  /** Requests as the run wrote them down before it sent them. */
  readonly calls: readonly CallRow[];
  readonly lines: readonly LineRow[];
  readonly totals: { readonly calls: number; readonly costNanoUsd: number };
}

export interface ScoreRow {
  readonly subject: string;
  readonly example: string;
  readonly score: number;
}

export interface CallRow {
  readonly state: 'sent' | 'answered' | 'failed';
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Null where no price is known or no answer came. */
  readonly costNanoUsd: number | null;
  readonly worstNanoUsd: number | null;
}

/** The sums by activity that caps and reports go by. */
export interface LineRow {
  readonly activity: string;
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costNanoUsd: number;
}

export interface Leftovers {
  /** Paths of files that only exist while something is being written, or were set aside as damaged. */
  readonly files: readonly string[];
  /** Processes that still work for the home folder. */
  readonly processes: readonly string[];
}

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface FileContent {
  /** Relative to the home folder. */
  readonly path: string;
  readonly content: Buffer;
}
