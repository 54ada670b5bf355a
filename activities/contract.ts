import type { ArtifactRef, DatasetRef } from '../domain/artifact.ts';
import type { Budget } from '../domain/budget.ts';
import type { Candidate } from '../domain/candidate.ts';
import type {
  DemoTable,
  Fingerprint,
  InstructionTable,
  PreparedRun,
  RunResult,
  RunSpec,
  RunState,
} from '../domain/run.ts';
import type { CellProblem, Score } from '../domain/score.ts';
import type { RunSizes, RunSettings } from '../domain/settings.ts';
import type { FinishedTrial, SuggestedTrial } from '../domain/trial.ts';
import type { TaskVariant } from '../domain/task-variant.ts';
import type { Usage } from '../domain/usage.ts';

/** What every activity of a run needs to know of it. */
export interface RunContext {
  /** Workflow id; also the ledger's account. */
  readonly runId: string;
  readonly task: string;
  readonly specHash: string;
  readonly fingerprint: Fingerprint;
  readonly budget: Budget;
  readonly numThreads: number;
  /** Program and data of a night, instead of the task's own. */
  readonly variant?: TaskVariant;
}

export interface PrepareRunInput {
  readonly runId: string;
  readonly spec: RunSpec;
}

export interface BootstrapDemoSetInput {
  readonly run: RunContext;
  readonly trainset: DatasetRef;
  readonly settings: RunSettings;
  readonly sizes: RunSizes;
  /** 0-based; what each index holds is `optimizer/demo-plan.ts`. */
  readonly setIndex: number;
}

export interface BootstrappedDemoSet {
  /** One stored demo list per predictor. */
  readonly demos: readonly ArtifactRef[];
  /** How many of predictor 0's demos were bootstrapped: shows whether proposals have demos to look at. */
  readonly bootstrapped: number;
  /** As many bootstrapped demos has every predictor, at least: shows when there are enough to describe the program. */
  readonly bootstrappedOfEach: number;
  readonly usage: Usage;
  /** Training examples on which the program or metric failed. */
  readonly errors: number;
}

export interface DescribeDatasetInput {
  readonly run: RunContext;
  readonly trainset: DatasetRef;
  readonly batchSize: number;
}

/** A stored text, or null when the models gave none; proposals then go without it. */
export interface Description {
  readonly text: ArtifactRef | null;
  readonly usage: Usage;
}

export interface DescribeProgramInput {
  readonly run: RunContext;
  /** Demo sets by set index; each one list per predictor. */
  readonly demoSets: readonly (readonly ArtifactRef[])[];
}

export interface DescribeModuleInput extends DescribeProgramInput {
  readonly predictorIndex: number;
  readonly programDescription: ArtifactRef | null;
}

export interface ProposeInstructionInput {
  readonly run: RunContext;
  readonly settings: RunSettings;
  readonly sizes: RunSizes;
  readonly predictorIndex: number;
  /** 1-based: slot 0 is the original instruction and is never proposed. */
  readonly slot: number;
  readonly demoSets: readonly (readonly ArtifactRef[])[];
  readonly datasetDescription: ArtifactRef | null;
  readonly programDescription: ArtifactRef | null;
  readonly moduleDescription: ArtifactRef | null;
  /** 0 for the first try; a repeat because the text equalled another one uses another tip. */
  readonly attempt: number;
  /** Whose text a proposal must not copy. Absent in histories of before. */
  readonly trainset?: DatasetRef;
}

export interface ProposedInstruction {
  readonly instruction: ArtifactRef;
  /**
   * When the model's first proposal was not taken: why, and whether the second was. If not, the instruction is the original
   * one.
   */
  readonly screened?: { readonly objection: string; readonly skipped: boolean };
  readonly usage: Usage;
}

export interface SuggestTrialsInput {
  readonly settings: RunSettings;
  readonly sizes: RunSizes;
  /** Choices per dimension: predictor 0's instructions, predictor 0's demo sets, … */
  readonly choiceCounts: readonly { readonly instructions: number; readonly demos: number }[];
  readonly finished: readonly FinishedTrial[];
  /** Trials sampled so far, the default and full scorings not among them. */
  readonly sampledTrials: number;
  readonly count: number;
}

export interface ScoreShardInput {
  readonly run: RunContext;
  readonly purpose: 'baseline' | 'trial' | 'full' | 'test' | 'holdout';
  readonly candidate: Candidate;
  readonly dataset: DatasetRef;
  /** Positions in the dataset. */
  readonly cells: readonly number[];
  readonly maxErrors: number;
}

export interface ScoreReport {
  /** Echo of the candidate that was scored: the workflow refuses a mismatch, which replay would not notice. */
  readonly candidateKey: string;
  /** In the order of `cells`; null where the budget ended before the cell. Rounded to 6 decimals. */
  readonly scores: readonly (Score | null)[];
  readonly problems: { readonly [problem in CellProblem]?: number };
  readonly usage: Usage;
  readonly stopped: 'budget' | null;
}

export interface SaveCheckpointInput {
  readonly run: RunContext;
  readonly spec: RunSpec;
  readonly state: RunState;
}

export interface RecordResultInput {
  readonly run: RunContext;
  readonly spec: RunSpec;
  readonly state: RunState;
  readonly best: Candidate;
  readonly instructions: InstructionTable | null;
  readonly demos: DemoTable | null;
  readonly wallMs: number;
}

/**
 * Everything a run may ask of the outside world. Failure types are those of `domain/failure-type.ts`. Each takes and
 * gives one small JSON object: texts and examples are named, never carried.
 */
export interface Activities {
  /** Loads the task, tries program and metric on three examples, splits and freezes the data, plans the sizes. */
  prepareRun(input: PrepareRunInput): Promise<PreparedRun>;
  bootstrapDemoSet(input: BootstrapDemoSetInput): Promise<BootstrappedDemoSet>;
  describeDataset(input: DescribeDatasetInput): Promise<Description>;
  describeProgram(input: DescribeProgramInput): Promise<Description>;
  describeModule(input: DescribeModuleInput): Promise<Description>;
  proposeInstruction(input: ProposeInstructionInput): Promise<ProposedInstruction>;
  /** Local activity: its answer is pinned in history, so a redeployed sampler cannot change the past. */
  suggestTrials(input: SuggestTrialsInput): Promise<readonly SuggestedTrial[]>;
  scoreShard(input: ScoreShardInput): Promise<ScoreReport>;
  saveCheckpoint(input: SaveCheckpointInput): Promise<void>;
  recordResult(input: RecordResultInput): Promise<RunResult>;
}
