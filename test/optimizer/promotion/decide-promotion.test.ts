import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  GateChoices,
  Guard,
  HoldoutScores,
  PromotionDecision,
  ScoredPair,
} from '../../../domain/promotion.ts';
import { decidePromotion } from '../../../optimizer/promotion/decide-promotion.ts';
import { toGateOptions } from '../../../optimizer/promotion/gate-options.ts';
import { binaryPairs, holdoutScores } from './made-up-pairs.ts';

const ALPHA = 0.01;

function decide(scores: HoldoutScores, choices: GateChoices = {}, alpha = ALPHA): PromotionDecision {
  return decidePromotion(scores, toGateOptions({ resamples: 2000, ...choices }), alpha);
}

const kinds = ({ reasons }: PromotionDecision) => reasons.map(({ kind }) => kind);
const textOf = ({ reasons }: PromotionDecision) => reasons.map(({ text }) => text).join(' ');
const CLEAR = binaryPairs({ rows: 200, better: 40, worse: 8 });

test('a clear gain is promoted, and the reason says by how much and how sure', () => {
  const decision = decide(holdoutScores(CLEAR));
  expect(decision.verdict).toBe('promote');
  expect(textOf(decision)).toMatch(
    /^Promoted because the challenger is better by 16 points: p = 1\.65e-6 is below alpha = 0\.01, and with 99 % confidence the gain is above [\d.]+ points\.$/,
  );
});

test('the same scores, options and alpha give the same decision', () => {
  expect(decide(holdoutScores(CLEAR))).toEqual(decide(holdoutScores(CLEAR)));
});

test('a gain that may be chance keeps the champion, with both counts and the p-value', () => {
  const decision = decide(holdoutScores(binaryPairs({ rows: 100, better: 12, worse: 7 })));
  expect(kinds(decision)).toEqual(['not-significant', 'gain-below-minimum']);
  expect(textOf(decision)).toContain(
    'Kept because a difference of 5 points (12 rows better, 7 worse) may be chance: p = 0.18 is not below alpha = 0.01.',
  );
});

test('a challenger that is worse keeps the champion', () => {
  const decision = decide(holdoutScores(binaryPairs({ rows: 200, better: 8, worse: 40 })));
  expect([decision.verdict, kinds(decision)]).toEqual(['keep', ['not-significant', 'gain-below-minimum']]);
});

test('a gain that is sure but smaller than minGain keeps the champion', () => {
  const decision = decide(holdoutScores(CLEAR), { minGain: 0.12 });
  expect(kinds(decision)).toEqual(['gain-below-minimum']);
  expect(textOf(decision)).toContain('which does not exceed minGain = 12 points');
});

test('the alpha that the look may spend decides, not the option', () => {
  const scores = holdoutScores(binaryPairs({ rows: 200, better: 22, worse: 8 }));
  expect(decide(scores, {}, 0.01).verdict).toBe('promote');
  expect(kinds(decide(scores, {}, 0.001))).toEqual(['not-significant']);
});

test('a look that may spend nothing keeps the champion, and still says what it saw', () => {
  const decision = decide(holdoutScores(CLEAR), {}, 0);
  expect([decision.verdict, kinds(decision), decision.alpha]).toEqual(['keep', ['alpha-spent'], 0]);
  expect(decision.test?.gain).toBeCloseTo(0.16, 12);
});

test('equal scores on every row are no difference', () => {
  const decision = decide(holdoutScores(binaryPairs({ rows: 50, better: 0, worse: 0 })));
  expect(textOf(decision)).toBe(
    'Kept because champion and challenger score the same on each of 50 holdout rows.',
  );
});

test('without holdout rows the champion is kept and there is no test', () => {
  const decision = decide(holdoutScores([]));
  expect([decision.verdict, decision.test, kinds(decision)]).toEqual(['keep', null, ['holdout-empty']]);
});

test('a holdout on which no result could reach alpha says how many rows it takes', () => {
  const decision = decide(holdoutScores(binaryPairs({ rows: 6, better: 6, worse: 0 })));
  expect(textOf(decision)).toBe(
    'Kept because 6 holdout rows could not reach alpha = 0.01 even if the challenger were better on every one: it takes at least 7.',
  );
  expect(decide(holdoutScores(binaryPairs({ rows: 7, better: 7, worse: 0 }))).verdict).toBe('promote');
});

test('graded scores are tested by flipped signs', () => {
  const graded = (gain: number): ScoredPair[] =>
    Array.from({ length: 60 }, (_, row) => {
      const noise = ((row * 37) % 21) / 100 - 0.1;
      return { champion: 0.5, challenger: 0.5 + gain + noise, slices: [] };
    });
  const [none, some] = [decide(holdoutScores(graded(0))), decide(holdoutScores(graded(0.06)))];
  expect([none.verdict, none.test?.test]).toEqual(['keep', 'sign-flip-sampled']);
  expect([some.verdict, some.test?.test]).toEqual(['promote', 'sign-flip-sampled']);
  expect(some.test?.pValue).toBeLessThan(0.001);
});

const slices = (better: number, worse: number) =>
  CLEAR.map((pair, row) => ({
    ...pair,
    slices: row < better || (row >= 40 && row < 40 + worse) ? ['german'] : [],
  }));

interface GuardCase {
  readonly what: string;
  readonly guard: Guard;
  readonly scores: HoldoutScores;
  readonly verdict: string;
  readonly says?: string;
}

const cost = (champion: number | null, challenger: number | null) =>
  holdoutScores(CLEAR, {
    champion: { costPerCallUsd: champion },
    challenger: { costPerCallUsd: challenger },
  });
const latency = (champion: number, challenger: number) =>
  holdoutScores(CLEAR, { champion: { latencyMs: champion }, challenger: { latencyMs: challenger } });
const metric = (champion: number, challenger: number) =>
  holdoutScores(CLEAR, {
    champion: { metrics: { f1: champion } },
    challenger: { metrics: { f1: challenger } },
  });

const GUARDS: readonly GuardCase[] = [
  {
    what: 'a slice that lost more than it may',
    guard: { kind: 'slice', name: 'german', maxLoss: 0.1 },
    scores: holdoutScores(slices(0, 2)),
    verdict: 'fails',
    says: 'Kept because of the guard slice german: 1 before, 0 now, allowed is maxLoss 0.1.',
  },
  {
    what: 'a slice that gained',
    guard: { kind: 'slice', name: 'german', maxLoss: 0 },
    scores: holdoutScores(slices(3, 1)),
    verdict: 'holds',
  },
  {
    what: 'a slice below its floor',
    guard: { kind: 'slice', name: 'german', floor: 0.8 },
    scores: holdoutScores(slices(3, 1)),
    verdict: 'fails',
  },
  {
    what: 'a slice without a row',
    guard: { kind: 'slice', name: 'french', maxLoss: 0.1 },
    scores: holdoutScores(CLEAR),
    verdict: 'unmeasured',
    says: 'Kept because the guard slice french could not be measured on the challenger.',
  },
  {
    what: 'a metric at its floor',
    guard: { kind: 'metric', name: 'f1', floor: 0.7 },
    scores: metric(0.9, 0.7),
    verdict: 'holds',
  },
  {
    what: 'a metric that fell',
    guard: { kind: 'metric', name: 'f1', maxLoss: 0.05 },
    scores: metric(0.9, 0.8),
    verdict: 'fails',
  },
  {
    what: 'a metric nobody measured',
    guard: { kind: 'metric', name: 'bleu', floor: 0 },
    scores: metric(1, 1),
    verdict: 'unmeasured',
  },
  {
    what: 'a metric named like a method',
    guard: { kind: 'metric', name: 'toString', floor: 0 },
    scores: metric(1, 1),
    verdict: 'unmeasured',
  },
  {
    what: 'a cost that doubled',
    guard: { kind: 'cost-per-call', maxRatio: 1.5 },
    scores: cost(0.001, 0.002),
    verdict: 'fails',
  },
  {
    what: 'a cost within its ratio',
    guard: { kind: 'cost-per-call', maxRatio: 2 },
    scores: cost(0.001, 0.002),
    verdict: 'holds',
  },
  {
    what: 'a cost without a price',
    guard: { kind: 'cost-per-call', ceiling: 1 },
    scores: cost(0.001, null),
    verdict: 'unmeasured',
  },
  {
    what: 'a ratio to a cost without a price',
    guard: { kind: 'cost-per-call', maxRatio: 2 },
    scores: cost(null, 0.002),
    verdict: 'unmeasured',
  },
  {
    what: 'a latency above its ceiling',
    guard: { kind: 'latency', ceiling: 900 },
    scores: latency(1000, 901),
    verdict: 'fails',
  },
];

test.each(GUARDS)('$what: the guard $verdict', ({ guard, scores, verdict, says }) => {
  const decision = decide(scores, { guards: [guard] });
  expect(decision.guards.map((result) => result.verdict)).toEqual([verdict]);
  expect(decision.verdict).toBe(verdict === 'holds' ? 'promote' : 'keep');
  if (says !== undefined) expect(textOf(decision)).toBe(says);
});

test('all that stands against a promotion is said, not only the first', () => {
  const weak = holdoutScores(binaryPairs({ rows: 100, better: 12, worse: 7 }), {
    challenger: { latencyMs: 9 },
  });
  expect(
    kinds(
      decide(weak, {
        guards: [
          { kind: 'latency', ceiling: 5 },
          { kind: 'cost-per-call', ceiling: 1 },
        ],
      }),
    ),
  ).toEqual(['not-significant', 'gain-below-minimum', 'guard-fails', 'guard-unmeasured']);
});

test('a promotion always has a p-value below alpha, a bound above minGain and no guard against it', () => {
  const row = fc.record({
    champion: fc.constantFrom(0, 0, 0.5, 1),
    challenger: fc.constantFrom(0, 1, 1, 1),
    slices: fc.constantFrom([], ['a']),
  });
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 60 }),
      fc.double({ min: 0, max: 0.3, noNaN: true }),
      (pairs, minGain) => {
        const guards: Guard[] = [{ kind: 'slice', name: 'a', maxLoss: 0.05 }];
        const {
          verdict,
          test: result,
          guards: held,
          reasons,
        } = decide(holdoutScores(pairs), { minGain, guards, resamples: 1000 }, 0.05);
        const isBetter = result !== null && result.pValue < 0.05 && result.lowerBound > minGain;
        expect(verdict === 'promote').toBe(isBetter && held.every((one) => one.verdict === 'holds'));
        expect(reasons.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 60, seed: 6 },
  );
});

test('a decision is plain JSON', () => {
  const decision = decide(holdoutScores(CLEAR), { guards: [{ kind: 'latency', ceiling: 5 }] });
  expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
});
