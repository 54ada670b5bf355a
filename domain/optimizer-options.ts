import type { Budget } from './budget.ts';

/** The options of `MIPROv2` and `compile` that shape a run. All are optional; names and defaults are DSPy's. */
export interface OptimizerOptions {
  /** How large the run is. @defaultValue 'light' */
  readonly auto?: 'light' | 'medium' | 'heavy' | null;
  /** Which table of sizes `auto` follows: DSPy 3's or the older one (7, 25, 50 trials). @defaultValue 'dspy-3' */
  readonly presets?: 'dspy-3' | 'classic';
  /** Only with `auto: null`. */
  readonly numTrials?: number;
  /** Demo sets and instructions per predictor. Only with `auto: null`. */
  readonly numCandidates?: number;
  /** @defaultValue 4 */
  readonly maxBootstrappedDemos?: number;
  /** @defaultValue 4 */
  readonly maxLabeledDemos?: number;
  /** @defaultValue 9 */
  readonly seed?: number;
  /** Score trials on part of the validation set. `auto` decides by itself. @defaultValue true */
  readonly minibatch?: boolean;
  /** @defaultValue 35 */
  readonly minibatchSize?: number;
  /** Trials between two full scorings. @defaultValue 5 */
  readonly minibatchFullEvalSteps?: number;
  /** Trials scored at the same time. @defaultValue all up to the next full scoring; 1 is DSPy's order */
  readonly parallelTrials?: number;
  /**
   * Break off the scoring of trials whose rest cannot change what is chosen. The choices and the winner stay the same,
   * for metrics from 0 to 1. @defaultValue true; false scores every trial to its end, as DSPy does
   */
  readonly pruning?: boolean;
  /** Shuffle before the training set is split. @defaultValue true; false is DSPy's split */
  readonly shuffleSplit?: boolean;
  /** @defaultValue true */
  readonly programAwareProposer?: boolean;
  /** @defaultValue true */
  readonly dataAwareProposer?: boolean;
  /** @defaultValue true */
  readonly tipAwareProposer?: boolean;
  /** @defaultValue true */
  readonly fewshotAwareProposer?: boolean;
  /** Rows per batch of the data summary. @defaultValue 10 */
  readonly viewDataBatchSize?: number;
  /** Temperature of the proposals. @defaultValue 1 */
  readonly initTemperature?: number;
  /** Least score with which an example becomes a demonstration. @defaultValue any score above 0 */
  readonly metricThreshold?: number;
  /** Program or metric errors that end an evaluation. @defaultValue 10 */
  readonly maxErrors?: number;
  /** @defaultValue 'tpe' */
  readonly search?: 'tpe' | 'random';
}

/** What a task may set for runs that are started from the command line. */
export interface TaskDefaults extends OptimizerOptions {
  readonly budget?: Budget;
  /** Program calls in flight. @defaultValue 16 */
  readonly numThreads?: number;
}

/** Every option that shapes a run. */
export const OPTIMIZER_OPTION_NAMES: readonly (keyof OptimizerOptions)[] = [
  ...(['auto', 'presets', 'numTrials', 'numCandidates', 'maxBootstrappedDemos', 'maxLabeledDemos'] as const),
  ...(['seed', 'minibatch', 'minibatchSize', 'minibatchFullEvalSteps', 'parallelTrials', 'pruning'] as const),
  ...(['shuffleSplit', 'programAwareProposer', 'dataAwareProposer', 'tipAwareProposer'] as const),
  ...(['fewshotAwareProposer', 'viewDataBatchSize', 'initTemperature', 'metricThreshold'] as const),
  ...(['maxErrors', 'search'] as const),
];

export const TASK_DEFAULT_NAMES: readonly (keyof TaskDefaults)[] = [
  ...OPTIMIZER_OPTION_NAMES,
  'budget',
  'numThreads',
];
