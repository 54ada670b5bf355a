import { NumpyRandom } from '../../optimizer/numpy-random.ts';
import { drawTuples, fitMixture, logDensities } from '../../optimizer/parzen.ts';
import type { SamplerInput } from '../../optimizer/sampler.ts';
import { DRAFT_COUNT, countOrigin, doublesPerModel } from '../../optimizer/stream-position.ts';
import { modelDimensions, splitByScore } from '../../optimizer/tpe.ts';

const TIE = 1e-12;

/** True when the model finds both tuples of choices, drawn for this suggestion, the best to 1e-12: Optuna then goes by the last bit. */
export function areEquallyGood(
  input: SamplerInput,
  one: readonly number[],
  other: readonly number[],
): boolean {
  const { tuples, gains } = draftsOf(input);
  const best = Math.max(...gains);
  const isBest = (candidate: readonly number[]): boolean => {
    const tuple = String(modelDimensions(input.space).map((position) => candidate[position] ?? 0));
    return (gains[tuples.findIndex((draft) => String(draft) === tuple)] ?? -Infinity) >= best - TIE;
  };
  return isBest(one) && isBest(other);
}

/** How much better than usual the model finds each of its 24 draws, and which draws they are. */
function draftsOf(input: SamplerInput): { tuples: number[][]; gains: number[] } {
  const dimensions = modelDimensions(input.space);
  const counts = dimensions.map((position) => input.space[position]?.choiceCount ?? 0);
  const rows = (trials: readonly { readonly choices: readonly number[] }[]) =>
    trials.map(({ choices }) => dimensions.map((d) => choices[d] ?? 0));
  const { good, rest } = splitByScore(input.finished);
  const likely = fitMixture(counts, rows(good));
  const random = new NumpyRandom(input.seed);
  const earlier = countOrigin(input.finished, 'model') + countOrigin(input.running, 'model');
  random.skipDoubles(earlier * doublesPerModel(input.space));
  const tuples = drawTuples(likely, DRAFT_COUNT, random);
  const usual = logDensities(fitMixture(counts, [...rows(rest), ...rows(input.running)]), tuples);
  return { tuples, gains: logDensities(likely, tuples).map((log, i) => log - (usual[i] ?? 0)) };
}
