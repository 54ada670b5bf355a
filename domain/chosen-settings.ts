import type { Budget } from './budget.ts';
import { InvalidRequest } from './errors.ts';
import type { OptimizerOptions } from './optimizer-options.ts';
import type { RunSettings } from './settings.ts';

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
  pruning: true,
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
