/**
 * Densities over tuples of choices, learnt from past trials: one kernel per trial, and a prior that knows nothing.
 *
 * @see Optuna at 1d8ce7bb6, `samplers/_tpe/parzen_estimator.py` and `probability_distributions.py`, categorical case
 */
import type { NumpyRandom } from './numpy-random.ts';
import { cumulate } from './numpy-random.ts';

const PRIOR_WEIGHT = 1;
const FULL_WEIGHT_TRIALS = 25;

/** A mixture of kernels, one per observation and, last, the prior. Within a kernel the dimensions are independent. */
export interface Mixture {
  readonly observations: readonly (readonly number[])[];
  /** One per kernel, the prior's last; they add up to 1. */
  readonly weights: readonly number[];
  /** By dimension, then by the choice the kernel stands on: the chance of each choice. */
  readonly kernels: readonly (readonly (readonly number[])[])[];
  /** By dimension: the chance of each choice under the prior. */
  readonly prior: readonly (readonly number[])[];
}

/** The density that past choices suggest, oldest first. Without observations it is uniform. Pure. */
export function fitMixture(
  choiceCounts: readonly number[],
  observations: readonly (readonly number[])[],
): Mixture {
  const raw = [...observationWeights(observations.length), PRIOR_WEIGHT];
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return {
    observations,
    weights: raw.map((weight) => weight / total),
    kernels: choiceCounts.map((count) =>
      Array.from({ length: count }, (_, chosen) => kernelAround(chosen, count, observations.length + 1)),
    ),
    prior: choiceCounts.map((count) => Array.from({ length: count }, () => 1 / count)),
  };
}

/**
 * How much each of `count` past trials counts, oldest first: the latest 25 fully, older ones less, down to
 * 1 / `count`. Pure.
 */
export function observationWeights(count: number): number[] {
  const ramp = Math.max(0, count - FULL_WEIGHT_TRIALS);
  const least = 1 / count;
  const step = (1 - least) / (ramp - 1);
  return Array.from({ length: count }, (_, age) => {
    if (age >= ramp || (age === ramp - 1 && ramp > 1)) return 1;
    return age === 0 ? least : age * step + least;
  });
}

/**
 * The chance of each choice around one past trial: most on what it chose, a little on all others. The little is the
 * prior's; without it an untried choice has no chance, and its log is minus infinity. Pure.
 *
 * @param kernelCount past trials plus one; the prior counts as a trial
 */
export function kernelAround(chosen: number, choiceCount: number, kernelCount: number): readonly number[] {
  const share = PRIOR_WEIGHT / kernelCount;
  const total = 1 + share * choiceCount;
  return Array.from({ length: choiceCount }, (_, choice) => (share + (choice === chosen ? 1 : 0)) / total);
}

/**
 * `count` tuples from the mixture. Takes `count` doubles for the kernels, then `count` for each dimension in order.
 */
export function drawTuples(mixture: Mixture, count: number, random: NumpyRandom): number[][] {
  const kernels = random.choice(mixture.weights, count);
  const tuples = kernels.map((): number[] => []);
  for (let dimension = 0; dimension < mixture.prior.length; dimension++) {
    random.doubles(count).forEach((point, i) => {
      tuples[i]?.push(pick(chancesOf(mixture, kernels[i] as number, dimension), point));
    });
  }
  return tuples;
}

/** Log densities of several tuples under the mixture, in their order. Pure. */
export function logDensities(mixture: Mixture, tuples: readonly (readonly number[])[]): number[] {
  const logWeights = mixture.weights.map(Math.log);
  const logKernels = mixture.kernels.map((byChosen) => byChosen.map((chances) => chances.map(Math.log)));
  const logPrior = mixture.prior.map((chances) => chances.map(Math.log));
  return tuples.map((tuple) => {
    // By dimension, then by the choice a kernel stands on: what that kernel says of this tuple.
    const said = tuple.map((choice, d) =>
      (logKernels[d] ?? []).map((chances) => chances[choice] ?? -Infinity),
    );
    const terms = mixture.observations.map((observed, k) => (logWeights[k] ?? 0) + saidOf(said, observed));
    const fromPrior = tuple.reduce((sum, choice, d) => sum + (logPrior[d]?.[choice] ?? -Infinity), 0);
    return logOfSum([...terms, (logWeights.at(-1) ?? 0) + fromPrior]);
  });
}

function saidOf(said: readonly (readonly number[])[], observed: readonly number[]): number {
  let sum = 0;
  for (let d = 0; d < said.length; d++) sum += said[d]?.[observed[d] as number] ?? -Infinity;
  return sum;
}

function chancesOf(mixture: Mixture, kernel: number, dimension: number): readonly number[] {
  const chosen = mixture.observations[kernel]?.[dimension];
  return (chosen === undefined ? mixture.prior[dimension] : mixture.kernels[dimension]?.[chosen]) ?? [];
}

/** The last running sum counts as 1, so that rounding never leads past the end. */
function pick(chances: readonly number[], point: number): number {
  return cumulate(chances)
    .slice(0, -1)
    .filter((sum) => sum < point).length;
}

function logOfSum(logs: readonly number[]): number {
  let largest = -Infinity;
  for (const log of logs) if (log > largest) largest = log;
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - largest);
  return largest + Math.log(sum);
}
