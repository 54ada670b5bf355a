import type { Budget } from '../domain/budget.ts';
import { InvalidRequest } from '../domain/errors.ts';
import type { RunSettings } from '../domain/settings.ts';

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

const DEFAULTS: RunSettings = {
  auto: 'light',
  presets: 'dspy-3',
  numTrials: null,
  numCandidates: null,
  maxBootstrappedDemos: 4,
  maxLabeledDemos: 4,
  seed: 9,
  minibatch: true,
  minibatchSize: 35,
  minibatchFullEvalSteps: 5,
  parallelTrials: null,
  shuffleSplit: true,
  programAwareProposer: true,
  dataAwareProposer: true,
  tipAwareProposer: true,
  fewshotAwareProposer: true,
  viewDataBatchSize: 10,
  initTemperature: 1,
  metricThreshold: null,
  maxErrors: 10,
  search: 'tpe',
};

const SETTING_NAMES = Object.keys(DEFAULTS) as (keyof RunSettings)[];

/** Settings with every default filled in. Later options win; undefined and null do not, but for `auto: null`. */
export function toSettings(...options: readonly OptimizerOptions[]): RunSettings {
  const chosen: Record<string, unknown> = { ...DEFAULTS };
  for (const each of options) {
    for (const name of SETTING_NAMES) {
      const value = each[name];
      if (value !== undefined && (value !== null || name === 'auto')) chosen[name] = value;
    }
  }
  return chosen as unknown as RunSettings;
}

const DEFAULT_THREADS = 16;

/** @throws InvalidRequest when it is no whole number above 0 */
export function toThreads(numThreads: number | undefined): number {
  const threads = numThreads ?? DEFAULT_THREADS;
  if (Number.isInteger(threads) && threads > 0) return threads;
  throw new InvalidRequest(`numThreads must be a whole number above 0; got ${threads}.`);
}

const CAPS = ['maxCostUsd', 'maxLmCalls', 'maxDurationMs'] as const;

/** @throws InvalidRequest for an unknown cap or one that is no number above 0 */
export function toBudget(budget: Budget | undefined): Budget {
  for (const [cap, value] of Object.entries(budget ?? {})) {
    if (!(CAPS as readonly string[]).includes(cap)) {
      throw new InvalidRequest(`budget has no cap named ${cap}; there are ${CAPS.join(', ')}.`);
    }
    if (value !== undefined && !(typeof value === 'number' && value > 0)) {
      throw new InvalidRequest(`budget.${cap} must be a number above 0; got ${String(value)}.`);
    }
  }
  return Object.fromEntries(Object.entries(budget ?? {}).filter(([, value]) => value !== undefined));
}
