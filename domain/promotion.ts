import type { Score } from './score.ts';

/** One row of the holdout, scored under both programs. */
export interface ScoredPair {
  readonly champion: Score;
  readonly challenger: Score;
  /** Names of the slices that the row belongs to. */
  readonly slices: readonly string[];
}

/** What was measured for one program beside its score. Null when it is not known, such as the cost of a model without a price. */
export interface SideMeasures {
  /** Of one program call: mean over the holdout, answers from the store counted at what they once cost. */
  readonly costPerCallUsd: number | null;
  /** Of one program call, as the caller measures it: median over some holdout rows, asked anew on both sides in turns. */
  readonly latencyMs: number | null;
  /** Means of further metrics on the holdout, by name. */
  readonly metrics: { readonly [name: string]: Score };
}

/** All that the gate looks at. */
export interface HoldoutScores {
  readonly pairs: readonly ScoredPair[];
  readonly champion: SideMeasures;
  readonly challenger: SideMeasures;
}

/**
 * A slice or a second metric that must not get worse: `floor` is a score it must reach, `maxLoss` how much below the
 * champion's it may be; one of them or both.
 */
export interface ScoreGuard {
  readonly kind: 'slice' | 'metric';
  readonly name: string;
  readonly floor?: Score;
  readonly maxLoss?: number;
}

/**
 * Dollars per call or milliseconds that must not grow: `ceiling` is the most it may be, `maxRatio` the most it may be
 * in relation to the champion's; one of them or both.
 */
export interface ExpenseGuard {
  readonly kind: 'cost-per-call' | 'latency';
  readonly ceiling?: number;
  readonly maxRatio?: number;
}

/** What must hold beside a gain. Compared are the means as they were measured. */
export type Guard = ScoreGuard | ExpenseGuard;

export function isScoreGuard(guard: Guard): guard is ScoreGuard {
  return guard.kind === 'slice' || guard.kind === 'metric';
}

export interface GuardResult {
  readonly guard: Guard;
  readonly champion: number | null;
  readonly challenger: number | null;
  /** A guard that could not be measured does not hold: nobody knows that nothing got worse. */
  readonly verdict: 'holds' | 'fails' | 'unmeasured';
}

/** How a year's chance of a false promotion is dealt out to the nights. */
export interface PeekingBudget {
  /** The chance that any year of looks without a true difference promotes even once. @defaultValue 0.05 */
  readonly perYear: number;
  /** The most days' worth that one look may spend, and what the first look has. @defaultValue 30 */
  readonly mostDays: number;
}

export interface GateOptions {
  /** The most that one look may spend, whatever the budget allots; also 1 - confidence of the interval. @defaultValue 0.01 */
  readonly alpha: number;
  /** The gain that the lower bound must exceed; a share, so 0.02 is two points. @defaultValue 0 */
  readonly minGain: Score;
  readonly guards: readonly Guard[];
  /** Null: every look may spend `alpha`, for who looks rarely or on fresh rows each time. */
  readonly peeking: PeekingBudget | null;
  /** The gain that should be found if it is there. @defaultValue 0.05 */
  readonly effect: Score;
  /** The chance with which it should be found. @defaultValue 0.8 */
  readonly power: number;
  /** @defaultValue 10000 */
  readonly resamples: number;
  /** Of resamples and sign flips. @defaultValue 0 */
  readonly seed: number;
}

/** Gate options as a user gives them: each has a default. */
export type GateChoices = Partial<Omit<GateOptions, 'peeking'>> & {
  readonly peeking?: Partial<PeekingBudget> | null;
};

/** Which test gave the p-value: `mcnemar-exact` when every score is 0 or 1, else the sign-flip permutation test. */
export type PromotionTest = 'mcnemar-exact' | 'sign-flip-exact' | 'sign-flip-sampled';

export interface TestResult {
  readonly test: PromotionTest;
  readonly rows: number;
  /** Rows on which the two differ. */
  readonly discordant: number;
  readonly better: number;
  readonly worse: number;
  readonly championMean: Score;
  readonly challengerMean: Score;
  /** Mean of challenger minus champion. */
  readonly gain: number;
  /** One-sided: the chance of a gain this large if the two did not differ. */
  readonly pValue: number;
  /** One-sided lower bound of the gain (BCa bootstrap), at `confidence`. */
  readonly lowerBound: number;
  readonly confidence: number;
}

/** What a holdout of this size can tell. */
export interface PowerNote {
  readonly rows: number;
  readonly alpha: number;
  readonly power: number;
  /** The smallest gain that is found with `power`; null when no gain is. */
  readonly detectableGain: number | null;
  readonly effect: number;
  /** Rows needed to find `effect` with `power`. */
  readonly rowsNeeded: number;
  readonly enough: boolean;
  /** Where the spread of differences comes from: the rows at hand, or a usual one when they are too few. */
  readonly spreadFrom: 'holdout' | 'assumed';
  /** The same in words. */
  readonly text: string;
}

export type ReasonKind =
  | 'significant-gain'
  | 'not-significant'
  | 'gain-below-minimum'
  | 'alpha-spent'
  | 'guard-fails'
  | 'guard-unmeasured'
  | 'no-difference'
  | 'holdout-empty'
  | 'holdout-too-small';

export interface Reason {
  readonly kind: ReasonKind;
  /** A whole sentence; holds numbers and names, never a prompt or an example. */
  readonly text: string;
}

/** The gate's verdict on one challenger. Plain JSON. */
export interface PromotionDecision {
  readonly schema: 1;
  readonly verdict: 'promote' | 'keep';
  /** At least one; why it was promoted, or all that stood against it. */
  readonly reasons: readonly Reason[];
  /** The chance that this look could spend. */
  readonly alpha: number;
  readonly minGain: number;
  /** Null when the holdout has no rows. */
  readonly test: TestResult | null;
  readonly guards: readonly GuardResult[];
  readonly power: PowerNote;
}

/** Which part of the data a row is in, night after night. */
export type HoldoutPart = 'train' | 'validation' | 'holdout';

/** Shares of the data; they add up to 1. */
export type SplitRatios = { readonly [part in HoldoutPart]: number };
