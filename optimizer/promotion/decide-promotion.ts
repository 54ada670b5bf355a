import type {
  GateOptions,
  GuardResult,
  HoldoutScores,
  PromotionDecision,
  Reason,
  TestResult,
} from '../../domain/promotion.ts';
import { compareScores } from './compare-scores.ts';
import { checkGuard } from './guards.ts';
import { powerNote } from './power-note.ts';
import {
  alphaSpent,
  gainReason,
  gainTooSmall,
  guardReason,
  holdoutEmpty,
  holdoutTooSmall,
  noDifference,
  notSignificant,
} from './reasons.ts';

/**
 * Decides whether the challenger takes the champion's place. It does only if the one-sided p-value is below `lookAlpha`,
 * the lower bound of the gain exceeds `minGain`, and every guard holds. Whatever stood against it is in the reasons.
 * Takes up to a second for graded metrics on large holdouts: call it in an activity. Pure.
 *
 * @param lookAlpha what this look may spend, from `alphaFor`
 */
export function decidePromotion(
  scores: HoldoutScores,
  options: GateOptions,
  lookAlpha: number,
): PromotionDecision {
  const { minGain, effect, power } = options;
  const { pairs } = scores;
  // Without any alpha of its own the look still says what it saw.
  const alpha = lookAlpha > 0 ? lookAlpha : options.alpha;
  const guards = options.guards.map((guard) => checkGuard(guard, scores));
  const test =
    pairs.length === 0 ? null : compareScores(pairs, { ...options, alpha, confidence: 1 - options.alpha });
  const against = [...testReasons(test, { alpha: lookAlpha, minGain }), ...guardReasons(guards)];
  const isBetter = test !== null && against.length === 0;
  return {
    schema: 1,
    verdict: isBetter ? 'promote' : 'keep',
    reasons: isBetter ? [gainReason(test, lookAlpha)] : against,
    alpha: lookAlpha,
    minGain,
    test,
    guards,
    power: powerNote(pairs.length, { alpha, effect, power }, pairs),
  };
}

interface Bars {
  readonly alpha: number;
  readonly minGain: number;
}

/** What of the test stands against a promotion. */
function testReasons(test: TestResult | null, { alpha, minGain }: Bars): Reason[] {
  if (test === null) return [holdoutEmpty()];
  if (alpha <= 0) return [alphaSpent()];
  // The p-value of no test on so many rows is smaller.
  if (2 ** -test.rows >= alpha) return [holdoutTooSmall(test.rows, alpha)];
  if (test.discordant === 0) return [noDifference(test.rows)];
  return [
    ...(test.pValue < alpha ? [] : [notSignificant(test, alpha)]),
    ...(test.lowerBound > minGain ? [] : [gainTooSmall(test, minGain)]),
  ];
}

function guardReasons(guards: readonly GuardResult[]): Reason[] {
  return guards.filter(({ verdict }) => verdict !== 'holds').map(guardReason);
}
