/** What the user asked for, normalised: no model objects, no functions, no texts. Its hash names the run. */
export interface RunSettings {
  readonly auto: 'light' | 'medium' | 'heavy' | null;
  readonly presets: 'dspy-3' | 'classic';
  readonly numTrials: number | null;
  readonly numCandidates: number | null;
  readonly maxBootstrappedDemos: number;
  readonly maxLabeledDemos: number;
  readonly seed: number;
  readonly minibatch: boolean;
  readonly minibatchSize: number;
  readonly minibatchFullEvalSteps: number;
  /** Trials suggested together; null: all up to the next full scoring. */
  readonly parallelTrials: number | null;
  /** Whether trials are broken off whose rest cannot matter. Absent in runs that began before there was a choice: false. */
  readonly pruning?: boolean;
  readonly shuffleSplit: boolean;
  readonly programAwareProposer: boolean;
  readonly dataAwareProposer: boolean;
  readonly tipAwareProposer: boolean;
  readonly fewshotAwareProposer: boolean;
  readonly viewDataBatchSize: number;
  readonly initTemperature: number;
  readonly metricThreshold: number | null;
  readonly maxErrors: number;
  readonly search: 'tpe' | 'random';
}

/** The sizes a run was planned with, derived from the settings, the data and the program. */
export interface RunSizes {
  readonly trials: number;
  readonly demoSets: number;
  /** Per predictor, the original included. */
  readonly instructions: number;
  readonly minibatch: boolean;
  readonly minibatchSize: number;
  readonly fullEvalSteps: number;
  readonly zeroShot: boolean;
  readonly trainCount: number;
  readonly valCount: number;
  /** The validation examples there were before the preset drew `valCount` of them; absent when all are used. */
  readonly valPoolCount?: number;
}
