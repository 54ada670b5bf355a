import { expect, test } from 'vitest';
import { refuseSmallBudget } from '../../activities/refuse-small-budget.ts';
import type { Budget } from '../../domain/budget.ts';
import type { LanguageModel } from '../../lm/language-model.ts';
import { LM } from '../../lm/lm.ts';
import { runSettings } from '../optimizer/run-settings.ts';
import { examples, openBench } from './bench.ts';

const lm = new LM('practice/none', { price: { inputUsd: 1, outputUsd: 2 } });
const WITHOUT_MINIBATCHES = runSettings({
  auto: null,
  numTrials: 9,
  numCandidates: 3,
  minibatch: false,
  minibatchFullEvalSteps: 4,
});

function refusal(budget: Budget, model: LanguageModel = lm): string | null {
  const { task } = openBench({ lm: model, task: { valset: examples(10) } });
  try {
    refuseSmallBudget(task, { settings: WITHOUT_MINIBATCHES, budget });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

test('without minibatches the least is the baseline and one wave: every trial is a full scoring', () => {
  expect(refusal({ maxLmCalls: 50 })).toBeNull();
  expect(refusal({ maxLmCalls: 49 })).toBe(
    'budget.maxLmCalls is 49, but the baseline (10 program runs) and one wave of trials (40), at one call each, take ' +
      'about 50 model calls. Allow at least 50 and some more for writing instructions and demonstrations, ' +
      'or choose fewer validation examples.',
  );
});

test('dollars are weighed by estimate, and those that the refusal names are enough', () => {
  const words = refusal({ maxCostUsd: 0.0001 }) ?? '';
  expect(words).toMatch(/^budget\.maxCostUsd is 0\.0001, .* 50 model calls, which is \$0\.\d+ by estimate\./);
  const named = /Allow at least ([\d.]+)/.exec(words)?.[1];
  expect(Number(named)).toBeGreaterThan(0.006);
  expect(refusal({ maxCostUsd: Number(named) })).toBeNull();
});

test('a cap in dollars is not weighed where the model reports its own cost', () => {
  const own: LanguageModel = {
    id: 'own/model',
    parameters: {},
    complete: () => Promise.reject(new Error('no call is made')),
    with: () => own,
  };
  expect(refusal({ maxCostUsd: 0.0001 }, own)).toBeNull();
});

test('a run without caps, or with a deadline only, is not weighed', () => {
  expect(refusal({})).toBeNull();
  expect(refusal({ maxDurationMs: 1 })).toBeNull();
});
