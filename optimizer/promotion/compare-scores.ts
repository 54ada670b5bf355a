import type { GateOptions, PromotionTest, ScoredPair, TestResult } from '../../domain/promotion.ts';
import { bcaLowerBound, meanOf, resampledMeans, seededRows } from './bca-bound.ts';
import { exactMcNemar } from './mcnemar.ts';
import { isBinaryPair } from './power-note.ts';
import { signFlipTest } from './sign-flip.ts';

/**
 * Tests whether the challenger is better on rows that both have answered. Exact McNemar when every score is 0 or 1, else
 * the sign-flip permutation test; the lower bound is the paired bootstrap's. Pure.
 * @throws RangeError when there are no rows
 */
export function compareScores(
  pairs: readonly ScoredPair[],
  {
    alpha,
    confidence,
    resamples,
    seed,
  }: Pick<GateOptions, 'alpha' | 'resamples' | 'seed'> & { confidence: number },
): TestResult {
  const differences = pairs.map(({ champion, challenger }) => challenger - champion);
  const better = differences.filter((difference) => difference > 0).length;
  const worse = differences.filter((difference) => difference < 0).length;
  return {
    ...pValueOf(pairs, differences, { alpha, seed }),
    rows: pairs.length,
    discordant: better + worse,
    better,
    worse,
    championMean: meanOf(pairs.map(({ champion }) => champion)),
    challengerMean: meanOf(pairs.map(({ challenger }) => challenger)),
    gain: meanOf(differences),
    lowerBound: bcaLowerBound(differences, {
      confidence,
      means: resampledMeans(differences, resamples, seededRows(seed)),
    }),
    confidence,
  };
}

function pValueOf(
  pairs: readonly ScoredPair[],
  differences: readonly number[],
  chance: { readonly alpha: number; readonly seed: number },
): { test: PromotionTest; pValue: number } {
  if (pairs.every(isBinaryPair)) {
    const better = differences.filter((difference) => difference > 0).length;
    const worse = differences.filter((difference) => difference < 0).length;
    return { test: 'mcnemar-exact', pValue: exactMcNemar({ better, worse }) };
  }
  const { pValue, exact } = signFlipTest(differences, chance);
  return { test: exact ? 'sign-flip-exact' : 'sign-flip-sampled', pValue };
}
