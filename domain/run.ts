import type { PositionSet } from './position-set.ts';
import type { ArtifactRef, DatasetRef } from './artifact.ts';
import type { Budget } from './budget.ts';
import type { UsageLine } from './call-ledger.ts';
import type { CandidateKey } from './candidate.ts';
import type { Extended } from './extension.ts';
import type { FailureType } from './failure-type.ts';
import type { Score } from './score.ts';
import type { RunSettings, RunSizes } from './settings.ts';
import type { TaskVariant } from './task-variant.ts';
import type { FinishedTrial } from './trial.ts';
import type { Usage } from './usage.ts';

export type RunStage = 'prepare' | 'propose' | 'search' | 'select' | 'finished';

export type StopReason = 'completed' | 'budget' | 'deadline' | 'stopped';

/** Named content hashes of all that scores depend on: code, metric, data, models. Two maps tell what changed. */
export type Fingerprint = { readonly [part: string]: string };

/** What identifies a run. `specHash` is a hash of `task` and `settings` and the models' names. */
export interface RunSpec {
  readonly task: string;
  readonly specHash: string;
  readonly settings: RunSettings;
  readonly budget: Budget;
  /** Program calls in flight per worker process. */
  readonly numThreads: number;
  /** Program and data of a night, instead of the task's own. Absent in every other run. */
  readonly variant?: TaskVariant;
}

/** The result of `prepareRun`: frozen data and planned sizes. */
export interface PreparedRun {
  readonly fingerprint: Fingerprint;
  readonly predictors: readonly string[];
  /** One stored text per predictor: choice 0 of every instruction table. */
  readonly originalInstructions: readonly ArtifactRef[];
  readonly trainset: DatasetRef;
  readonly valset: DatasetRef;
  readonly testset: DatasetRef | null;
  readonly sizes: RunSizes;
  /** True when the program came with demos of its own: they are one more demo-set choice, the last. */
  readonly ownDemos: boolean;
}

/** One (predictor x choice) table of names of stored instruction texts; index 0 is the original. */
export type InstructionTable = readonly (readonly ArtifactRef[])[];

/** One (predictor x choice) table of names of stored demo lists; empty in zero-shot runs. */
export type DemoTable = readonly (readonly ArtifactRef[])[];

/** What a person or client can order; travels with the state. */
export interface RunControl {
  readonly paused: boolean;
  readonly stop: 'drain' | 'now' | null;
  readonly blocked: BlockedReason | null;
}

export interface BlockedReason {
  readonly failure: FailureType;
  /** Says what is wrong and what to do; holds no prompt, example or key. */
  readonly message: string;
  readonly stage: RunStage;
}

/**
 * All that a run must remember: plain JSON, the argument of continue-as-new and the content of a checkpoint file.
 * Trials are in the order of their numbers.
 */
export interface RunState {
  /** Older ones are brought up by `upgradeState`. */
  readonly schema: 2;
  readonly stage: RunStage;
  readonly prepared: PreparedRun | null;
  readonly instructions: InstructionTable | null;
  readonly demos: DemoTable | null;
  readonly trials: readonly FinishedTrial[];
  /** The unchanged program on the test set, and the winner on it. */
  readonly test: { readonly baseline: Score | null; readonly best: Score | null };
  /** Cells that got the failure score, by reason. */
  readonly problems: { readonly [problem: string]: number };
  readonly usage: Usage;
  readonly control: RunControl;
  readonly stoppedBecause: StopReason | null;
  /** Workflow time at the very start, over continue-as-new, resumes and extensions; milliseconds since 1970. */
  readonly startedAtMs: number;
  /** Checkpoints written so far. */
  readonly checkpoints: number;
  /** Notes for the report, one short line each: no prompt or example text. */
  readonly notes: readonly string[];
  readonly extended: Extended;
  /** Time between an end and the extension after it: no part of the run's duration. */
  readonly idleMs: number;
  /** The validation examples on which the unchanged program did worse than its mean; absent before it was scored. */
  readonly hard?: PositionSet;
}

/** The argument of the `optimize` workflow. */
export interface OptimizeRequest {
  readonly spec: RunSpec;
  /** Goes on from here: after continue-as-new, from a checkpoint file, or after an extension. May be of an older schema. */
  readonly resume?: RunState;
  /** Write the given state down before going on: it holds an extension that no file knows. */
  readonly saveFirst?: boolean;
}

/** The final numbers of a run; texts are in the named program. */
export interface RunResult {
  readonly schema: 1;
  readonly runId: string;
  readonly task: string;
  readonly specHash: string;
  readonly stoppedBecause: StopReason;
  readonly baseline: Score | null;
  readonly best: Score | null;
  readonly bestKey: CandidateKey;
  readonly test: { readonly baseline: Score | null; readonly best: Score | null };
  readonly trials: readonly FinishedTrial[];
  readonly program: ArtifactRef;
  readonly usage: Usage;
  readonly usageLines: readonly UsageLine[];
  readonly problems: { readonly [problem: string]: number };
  readonly notes: readonly string[];
  readonly sizes: RunSizes;
  readonly fingerprint: Fingerprint;
  readonly startedAtMs: number;
  /** Time the run was under way: idle time before an extension is not in it. */
  readonly wallMs: number;
  /** What was added to the plan; absent when nothing was. */
  readonly extended?: Extended;
}

/** What the `progress` query answers; small, numbers and names only. */
export interface Progress {
  readonly stage: RunStage;
  readonly status: 'running' | 'paused' | 'blocked' | 'stopping' | 'finished';
  readonly blocked: BlockedReason | null;
  readonly sizes: RunSizes | null;
  readonly fingerprint: Fingerprint | null;
  readonly predictors: readonly string[];
  /** Steps done and planned, by name, in the order they start: demo sets, proposals, … */
  readonly steps: readonly { readonly name: string; readonly done: number; readonly total: number }[];
  readonly trials: readonly FinishedTrial[];
  readonly baseline: Score | null;
  readonly best: Score | null;
  readonly usage: Usage;
  readonly startedAtMs: number;
  /** Time since `startedAtMs` in which the run had ended; absent when it never had. */
  readonly idleMs?: number;
  readonly stoppedBecause: StopReason | null;
  /** What was added to the plan; absent when nothing was. */
  readonly extended?: Extended;
}
