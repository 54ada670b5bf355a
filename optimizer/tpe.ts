import { percentOf } from '../domain/percent.ts';
import type { FinishedTrial } from '../domain/trial.ts';
import { goodCount, STARTUP_TRIALS } from './good-trials.ts';
import { NumpyRandom } from './numpy-random.ts';
import { drawTuples, fitMixture, logDensities } from './parzen.ts';
import { suggestAtRandom } from './random-sampler.ts';
import type { Sampler, SamplerInput, SearchSpace } from './sampler.ts';
import { DRAFT_COUNT, countOrigin, doublesPerModel, openDimensions } from './stream-position.ts';

const TIE = 1e-12;

/**
 * Looks where good trials are dense and the rest is not: the multivariate tree-structured Parzen estimator.
 * The first 10 trials, the default one and full scorings counted, are random.
 *
 * Differs: values that agree to 1e-12 are a tie, and the earliest draw wins; Optuna lets the last bit decide.
 *
 * @see Optuna at 1d8ce7bb6, `samplers/_tpe/sampler.py`; with running trials, its `constant_liar`
 */
export const suggestByTpe: Sampler = (input) => {
  const dimensions = modelDimensions(input.space);
  if (input.finished.length < STARTUP_TRIALS || dimensions.length === 0) return suggestAtRandom(input);

  const chosen = preferredTuple(input, dimensions);
  const choices = input.space.map((_, position) => chosen[dimensions.indexOf(position)] ?? 0);
  return { choices, origin: 'model' };
};

/** The open dimensions in the order of their names' UTF-16 code units, which is the model's. Pure. */
export function modelDimensions(space: SearchSpace): number[] {
  const nameOf = (position: number): string => space[position]?.name ?? '';
  return openDimensions(space).toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/**
 * Parts the good trials from the rest; equal scores rank by number, the earlier one better. Both parts are in the
 * order of numbers. Scores are compared as percent with two decimals, the value DSPy tells Optuna. Pure.
 */
export function splitByScore(finished: readonly FinishedTrial[]): {
  good: FinishedTrial[];
  rest: FinishedTrial[];
} {
  const byNumber = finished.toSorted((a, b) => a.number - b.number);
  const ranked = byNumber
    .map((trial) => ({ trial, percent: percentOf(trial.score) }))
    .toSorted((a, b) => b.percent - a.percent);
  const good = new Set(ranked.slice(0, goodCount(finished.length)).map(({ trial }) => trial));
  return {
    good: byNumber.filter((trial) => good.has(trial)),
    rest: byNumber.filter((trial) => !good.has(trial)),
  };
}

function preferredTuple(input: SamplerInput, dimensions: readonly number[]): readonly number[] {
  const counts = dimensions.map((position) => input.space[position]?.choiceCount ?? 1);
  const tupleOf = (trial: { readonly choices: readonly number[] }): number[] =>
    dimensions.map((position) => trial.choices[position] ?? 0);
  const { good, rest } = splitByScore(input.finished);
  const likely = fitMixture(counts, good.map(tupleOf));
  const usual = fitMixture(counts, [...rest, ...input.running].map(tupleOf));

  const drafts = drawTuples(likely, DRAFT_COUNT, modelStream(input));
  const usualLogs = logDensities(usual, drafts);
  const gains = logDensities(likely, drafts).map((log, i) => log - (usualLogs[i] ?? 0));
  return drafts[earliestBest(gains)] ?? [];
}

function modelStream({ space, seed, finished, running }: SamplerInput): NumpyRandom {
  const random = new NumpyRandom(seed);
  random.skipDoubles(
    (countOrigin(finished, 'model') + countOrigin(running, 'model')) * doublesPerModel(space),
  );
  return random;
}

function earliestBest(values: readonly number[]): number {
  const best = Math.max(...values);
  const tolerance = TIE * Math.max(1, Math.abs(best));
  return values.findIndex((value) => value >= best - tolerance);
}
