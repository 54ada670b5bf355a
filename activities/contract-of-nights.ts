import type { ArtifactRef, DatasetRef } from '../domain/artifact.ts';
import type { Budget } from '../domain/budget.ts';
import type { PromotionOutcome, Promoter } from '../domain/champion.ts';
import type { NightBasis, NightEventKind, NightReport } from '../domain/night.ts';
import type { ExpenseGuard, PowerNote, PromotionDecision, SideMeasures } from '../domain/promotion.ts';
import type { Fingerprint, RunSpec } from '../domain/run.ts';
import type { Score } from '../domain/score.ts';
import type { Usage } from '../domain/usage.ts';
import type { TaskVariant } from '../domain/task-variant.ts';
import type { RunContext } from './contract.ts';

export interface PrepareNightInput {
  readonly task: string;
  readonly nightId: string;
  readonly startedAtMs: number;
  readonly force: boolean;
}

export interface SkippedNight {
  readonly kind: 'skip';
  readonly reason: string;
  readonly basis: NightBasis;
}

/** All that a night needs to know before the first model call. */
export interface PreparedNight {
  readonly kind: 'night';
  readonly basis: NightBasis;
  /** Of the night's run; its variant is the champion on the night's data. */
  readonly spec: RunSpec & { readonly variant: TaskVariant };
  /** Caps of the whole night, of which the run's leave room for the holdout. */
  readonly budget: Budget;
  readonly holdout: DatasetRef;
  readonly power: PowerNote;
  /** Names of the further metrics that guards ask for. */
  readonly metrics: readonly string[];
  /** What beside scores guards ask for. Absent in nights that began before it could be measured. */
  readonly expenses?: readonly ExpenseGuard['kind'][];
  readonly approvalTimeoutMs: number | null;
  readonly notifies: boolean;
}

export interface FitVariantInput {
  readonly task: string;
  readonly variant: TaskVariant;
  /** Of the night's basis. Absent in nights that began before it was looked at. */
  readonly code?: string;
}

export interface DecideNightInput {
  readonly task: string;
  readonly nightId: string;
  /** As in `FitVariantInput`. */
  readonly code?: string;
  readonly holdout: DatasetRef;
  readonly champion: HoldoutSide;
  readonly challenger: HoldoutSide;
  /** Absent when no guard asks for them. */
  readonly expenses?: Sides<Expense>;
}

/** One program's scores on the holdout, in the order of its rows, by its own metric and means of the further ones. */
export interface HoldoutSide {
  readonly scores: readonly Score[];
  readonly metrics: { readonly [name: string]: Score };
}

/** Something of both programs that a night compares. */
export interface Sides<T> {
  readonly champion: T;
  readonly challenger: T;
}

export interface MeasureExpensesInput {
  /** Its variant is the champion. */
  readonly run: RunContext;
  readonly variant: TaskVariant;
  readonly challenger: ArtifactRef;
  readonly holdout: DatasetRef;
  readonly kinds: readonly ExpenseGuard['kind'][];
}

/** What one program call takes. */
export type Expense = Pick<SideMeasures, 'costPerCallUsd' | 'latencyMs'>;

export interface Expenses extends Sides<Expense> {
  readonly usage: Usage;
}

export interface PromoteInput {
  readonly task: string;
  readonly nightId: string;
  readonly program: ArtifactRef;
  readonly runId: string;
  readonly expectedVersion: number;
  readonly decision: PromotionDecision;
  readonly dataHash: string;
  readonly promotedBy: Promoter;
  readonly reasons: readonly string[];
}

export interface NotifyInput {
  readonly event: NightEventKind;
  readonly report: NightReport;
}

/** What a night asks of the outside world beside the activities of its run. The same rules hold. */
export interface NightActivities {
  /** Resolves champion and data, or says why there is nothing to do. No model is called. */
  prepareNight(input: PrepareNightInput): Promise<PreparedNight | SkippedNight>;
  /** The fingerprint of a task with another program or metric. Refuses a program that does not fit, and code that the night did not begin with. */
  fitVariant(input: FitVariantInput): Promise<Fingerprint>;
  /** Cost and time of a program call on both sides, as far as they can be told. Done again, times are taken again. */
  measureExpenses(input: MeasureExpensesInput): Promise<Expenses>;
  /** Writes the look down, then compares the scores. The same night again gives the same decision. */
  decideNight(input: DecideNightInput): Promise<PromotionDecision>;
  /** Compare-and-swap; the same night again gives the version that it has made. */
  promoteChallenger(input: PromoteInput): Promise<PromotionOutcome>;
  /** Writes the night's report; gives it with the usage of all its calls. */
  recordNight(report: NightReport): Promise<NightReport>;
  /** Sends one signed message; it holds names and numbers only. */
  notifyNight(input: NotifyInput): Promise<void>;
}
