import { expect, test } from 'vitest';
import { holdoutRoom } from '../../activities/holdout-room.ts';
import { nightRunBudget } from '../../activities/night-run-budget.ts';
import { NO_USAGE } from '../../domain/usage.ts';
import { LM } from '../../lm/lm.ts';
import { runSettings } from '../optimizer/run-settings.ts';
import { examples, openBench } from './bench.ts';

const settings = runSettings({ auto: null, numTrials: 9, numCandidates: 3, minibatch: false });
const WORK = { rows: 100, settings, isTimed: false, seen: [] };
const PRICE = { inputUsd: 1, outputUsd: 10 };
const WORST_ANSWER_USD = (4096 * PRICE.outputUsd) / 1e6;

const UNPRICED = { lmCalls: 100, costUsd: null };

const taskAt = (price?: typeof PRICE) =>
  openBench({
    lm: price === undefined ? new LM('openai/no-such-model') : new LM('practice/none', { price }),
    task: { valset: examples(10) },
  }).task;

const used = (stage: string, lmCalls: number, costUsd: number | null) => ({
  ...NO_USAGE,
  stage,
  model: 'm',
  lmCalls,
  costUsd,
});

test('the challenger is asked once per row, and with a guard on latency both sides on twenty more', () => {
  expect(holdoutRoom(taskAt(PRICE), WORK).lmCalls).toBe(100);
  expect(holdoutRoom(taskAt(PRICE), { ...WORK, isTimed: true }).lmCalls).toBe(140);
});

test('dollars are those of a usual call for each row, and of the longest answer for one', () => {
  const { costUsd } = holdoutRoom(taskAt(PRICE), WORK);
  // 60 tokens of an answer, and a prompt of some hundred.
  expect(costUsd).toBeGreaterThan(WORST_ANSWER_USD + (100 * 60 * PRICE.outputUsd) / 1e6);
  expect(costUsd).toBeLessThan(WORST_ANSWER_USD + (100 * 160 * PRICE.outputUsd) / 1e6);
});

test('calls that were dearer in the nights before count as they were', () => {
  const seen = [used('trial', 150, 3), used('holdout', 50, 1), used('propose', 9, 90)];
  const { costUsd } = holdoutRoom(taskAt(PRICE), { ...WORK, seen });
  expect(costUsd).toBeGreaterThan(2 + WORST_ANSWER_USD);
  expect(costUsd).toBeLessThan(2.01 + WORST_ANSWER_USD);
});

test('without a price no dollars are kept', () => {
  expect(holdoutRoom(taskAt(), WORK)).toEqual({ lmCalls: 100, costUsd: null });
});

test('caps that leave the run too little are refused, with what the holdout takes', () => {
  const night = {
    settings,
    budget: { caps: { maxLmCalls: 220 }, isCut: false },
    before: { lmCalls: 90, costUsd: 0.25 },
    after: { lmCalls: 100, costUsd: 0.5 },
  };
  expect(() => nightRunBudget(taskAt(PRICE), night)).toThrow(
    'budget.maxLmCalls is 30, but the baseline (10 program runs) and one wave of trials (50), at one call each, take ' +
      'about 60 model calls. Allow at least 60 and some more for writing instructions and demonstrations, or choose ' +
      'fewer validation examples. Of the caps of a night (nightly.budget.perNight, or defaults.budget), 190 calls, ' +
      'about $0.75, are kept for its holdout.',
  );
  expect(() =>
    nightRunBudget(taskAt(PRICE), { ...night, budget: { caps: { maxCostUsd: 0.7 }, isCut: false } }),
  ).toThrow(
    'The caps of a night of bench leave its run nothing. Of the caps of a night (nightly.budget.perNight, or ' +
      'defaults.budget), 190 calls, about $0.75, are kept for its holdout.',
  );
});

test('caps that the month has cut below that are no mistake', () => {
  const night = {
    settings,
    budget: { caps: { maxLmCalls: 130 }, isCut: true },
    before: UNPRICED,
    after: UNPRICED,
  };
  expect(nightRunBudget(taskAt(PRICE), night)).toBeNull();
});
