import { InvalidRequest } from '../domain/errors.ts';
import type { RunSettings } from '../domain/settings.ts';
import { LARGEST_VALSET_WITHOUT_MINIBATCH, trialsFor } from './presets.ts';
import { isZeroShot, usedValCount } from './sizes.ts';
import type { DataCounts } from './split.ts';
import { valCountOf } from './split.ts';

type NumberField = {
  [K in keyof RunSettings]-?: RunSettings[K] extends number | null ? K : never;
}[keyof RunSettings];

interface WholeNumberRule {
  readonly field: NumberField;
  readonly least: number;
  readonly most?: number;
}

/** A null passes: whether the field may be missing is another rule's affair. */
const WHOLE_NUMBERS: readonly WholeNumberRule[] = [
  { field: 'numTrials', least: 1 },
  { field: 'numCandidates', least: 1 },
  { field: 'maxBootstrappedDemos', least: 0 },
  { field: 'maxLabeledDemos', least: 0 },
  { field: 'seed', least: 0, most: 4_294_967_295 },
  { field: 'minibatchSize', least: 1 },
  { field: 'minibatchFullEvalSteps', least: 1 },
  { field: 'parallelTrials', least: 1 },
  { field: 'viewDataBatchSize', least: 1 },
  { field: 'maxErrors', least: 1 },
];

const WORDS = {
  auto: ['light', 'medium', 'heavy', null],
  presets: ['dspy-3', 'classic'],
  search: ['tpe', 'random'],
} as const;

/**
 * Refuses settings that make no sense, before anything is paid. The order of the checks is DSPy's; after them come
 * those that DSPy leaves out and crashes on later.
 *
 * @throws InvalidRequest that says which field, what was expected and what came
 * @see DSPy 3.3.1, `mipro_optimizer_v2.py:109-200`
 */
export function checkSettings(settings: RunSettings, program: { readonly predictors: number }): void {
  checkWords(settings);
  checkTrialsAndCandidates(settings, program.predictors);
  for (const rule of WHOLE_NUMBERS) checkWholeNumber(settings, rule);
  checkFinite('metricThreshold', settings.metricThreshold);
  checkFinite('initTemperature', settings.initTemperature);
  if (settings.initTemperature < 0) {
    throw new InvalidRequest(`initTemperature must be 0 or more; got ${settings.initTemperature}.`);
  }
  if (program.predictors < 1) {
    throw new InvalidRequest(
      'The program has no predictor, so there is no prompt to improve. Give it one LM step.',
    );
  }
}

/**
 * Refuses data that are too few for the settings.
 * @throws InvalidRequest
 */
export function checkData(settings: RunSettings, counts: DataCounts): void {
  if (counts.trainset === 0) throw new InvalidRequest('trainset is empty; it needs at least 1 example.');
  if (counts.valset === null && counts.trainset < 2) {
    throw new InvalidRequest(
      'trainset has 1 example, and a validation set is to be taken from it. Give 2 examples or more, or a valset.',
    );
  }
  if (counts.valset === 0) {
    throw new InvalidRequest(
      'valset is empty; give at least 1 example, or leave it out to take it from trainset.',
    );
  }
  checkMinibatch(settings, usedValCount(settings, counts.valset ?? valCountOf(counts.trainset)));
}

function checkMinibatch(settings: RunSettings, valCount: number): void {
  const minibatch = settings.auto === null ? settings.minibatch : valCount > LARGEST_VALSET_WITHOUT_MINIBATCH;
  if (minibatch && settings.minibatchSize > valCount) {
    throw new InvalidRequest(
      `minibatchSize is ${settings.minibatchSize}, but the validation set has ${valCount} examples. ` +
        `Choose at most ${valCount}, or set minibatch to false.`,
    );
  }
}

function checkWords(settings: RunSettings): void {
  for (const field of ['auto', 'presets', 'search'] as const) {
    const allowed: readonly (string | null)[] = WORDS[field];
    if (!allowed.includes(settings[field])) {
      throw new InvalidRequest(
        `${field} must be one of ${allowed.map(String).join(', ')}; got ${String(settings[field])}.`,
      );
    }
  }
}

function checkTrialsAndCandidates(settings: RunSettings, predictors: number): void {
  const { auto, numCandidates, numTrials } = settings;
  if (auto !== null) {
    if (numCandidates === null && numTrials === null) return;
    throw new InvalidRequest(
      `auto '${auto}' chooses numCandidates and numTrials itself. Leave both out, or set auto to null.`,
    );
  }
  if (numCandidates !== null && numTrials === null) {
    throw new InvalidRequest(
      `numTrials is missing; auto is null, so it is needed.${advice(settings, predictors)}`,
    );
  }
  if (numCandidates === null || numTrials === null) {
    throw new InvalidRequest(
      'auto is null, so numCandidates and numTrials are both needed. Give both, or choose an auto mode.',
    );
  }
}

function advice(settings: RunSettings, predictors: number): string {
  const candidates = settings.numCandidates;
  if (candidates === null || !Number.isInteger(candidates) || candidates < 1) return '';
  const trials = trialsFor(candidates, { predictors, zeroShot: isZeroShot(settings) });
  return ` For ${candidates} candidates we recommend numTrials: ${trials}.`;
}

function checkWholeNumber(settings: RunSettings, rule: WholeNumberRule): void {
  const value = settings[rule.field];
  if (value === null) return;
  const most = rule.most ?? Number.MAX_SAFE_INTEGER;
  if (Number.isInteger(value) && value >= rule.least && value <= most) return;
  const range = rule.most === undefined ? `${rule.least} or more` : `from ${rule.least} to ${rule.most}`;
  throw new InvalidRequest(`${rule.field} must be a whole number, ${range}; got ${value}.`);
}

function checkFinite(field: NumberField, value: number | null): void {
  if (value !== null && !Number.isFinite(value))
    throw new InvalidRequest(`${field} must be a finite number; got ${value}.`);
}
