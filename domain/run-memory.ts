import type { UsageLine } from './call-ledger.ts';
import type { CellProblem, Score } from './score.ts';

/**
 * What the stores know of one run beside its state: written into the checkpoint file, so that scores and account
 * survive where the stores do not, and never carried by a workflow.
 */
export interface RunMemory {
  readonly cells: KnownCells;
  readonly account: RunAccount;
}

/** Scored cells by subject, as short as such a table can be. */
export interface KnownCells {
  /** Ids of the examples that have a score, sorted. */
  readonly examples: readonly string[];
  readonly subjects: { readonly [subject: string]: SubjectCells };
}

export interface SubjectCells {
  readonly scores: readonly Score[];
  /** Position of each score's example, rising; absent when they are the first ones. */
  readonly at?: readonly number[];
  /** By position among the examples; only where there was a problem. */
  readonly problems?: { readonly [position: string]: CellProblem };
}

/** What a run has used, and what calls that were never answered still hold against its cap. */
export interface RunAccount {
  readonly lines: readonly UsageLine[];
  readonly heldUsd: number;
}
