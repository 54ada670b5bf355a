/** One ticket with its right answers. */
export type Row = { readonly [field: string]: string };

/** Which rows a run learns from, chooses by, and is judged by afterwards. */
export interface SplitRows {
  readonly train: readonly Row[];
  readonly val: readonly Row[];
  /** Not shown to the run. */
  readonly test: readonly Row[];
}

/** What one run is to do, on either side; as JSON on its stdin. */
export interface RunOrder {
  readonly auto: 'light' | 'medium';
  readonly predictors: 1 | 2;
  readonly seed: number;
  readonly numThreads: number;
  /** The model's name: answers of one run must not be found by the next. */
  readonly label: string;
  /** Base URL of the practice server. */
  readonly modelUrl: string;
  readonly rows: SplitRows;
  /** Ours only; null is the default. */
  readonly parallelTrials: number | null;
}

/** What one run tells; as JSON on its stdout. Scores are percent with two decimals. */
export interface SideFacts {
  /** Of the optimization alone: from its call to the program it gives. */
  readonly wallMs: number;
  /** Completions that the practice server was asked for meanwhile. */
  readonly requests: number;
  /** The winner on the validation rows. */
  readonly validation: number;
  /** The program as it was, on the test rows. */
  readonly unchanged: number;
  /** The winner on the test rows. */
  readonly winner: number;
  readonly predictors: readonly { readonly instructions: string; readonly demos: number }[];
}
