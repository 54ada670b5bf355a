import { expect, onTestFinished, test } from 'vitest';
import { callProgram } from '../../activities/call-program.ts';
import { storedCosts } from '../../activities/stored-costs.ts';
import type { Example } from '../../domain/example.ts';
import type { StoredResponse } from '../../domain/response-store.ts';
import { withCallScope } from '../../lm/call-scope.ts';
import { LM } from '../../lm/lm.ts';
import { startPracticeServer } from '../../lm/practice/index.ts';
import { Predict } from '../../program/predict.ts';
import { MemoryResponseStore } from '../../stores/memory-response-store.ts';
import { chatAnswer, scriptedLm } from '../program/scripted-lm.ts';
import { examples, openBench } from './bench.ts';

const NOT_MEASURED = { champion: null, challenger: null };

/** Two programs at a real server, the second with a demonstration, and a store that notes what its answers have cost. */
async function pricedSides(price: { inputUsd: number; outputUsd: number } | null) {
  const model = await startPracticeServer();
  onTestFinished(() => model.close());
  const id = price === null ? 'openai/no-such-model' : 'practice/tickets';
  const lm = new LM(id, { baseUrl: model.url, apiKeyEnv: null, ...(price && { price }) });
  const { deps, task } = openBench({ lm });
  const program = new Predict('question -> answer');
  program.demos = [{ question: 'shown once', answer: 'yes' }];
  const sides = { champion: task, challenger: { ...task, program } };
  const store = new MemoryResponseStore();
  const answer = async (side: keyof typeof sides, rows: readonly Example[]) => {
    const costs: (number | null)[] = [];
    const responses = {
      get: (key: string) => store.get(key),
      stat: () => store.stat(),
      putIfAbsent: (key: string, response: StoredResponse) => {
        costs.push(response.costUsd);
        return store.putIfAbsent(key, response);
      },
    };
    for (const row of rows) await withCallScope({ responses }, () => callProgram(sides[side], row));
    return costs.reduce<number>((sum, cost) => sum + (cost ?? Number.NaN), 0) / costs.length;
  };
  const measure = (rows: number) =>
    storedCosts({ responses: store, userCode: deps.userCode }, sides, examples(rows));
  return { model, answer, measure };
}

const PRICE = { inputUsd: 3, outputUsd: 5 };

test('a program call has cost what its stored answers have, and measuring sends nothing', async () => {
  const { model, answer, measure } = await pricedSides(PRICE);
  const champion = await answer('champion', examples(4));
  const challenger = await answer('challenger', examples(4));
  expect(challenger).toBeGreaterThan(champion);
  const before = model.stats().requests;
  const measured = await measure(4);
  expect(measured.champion).toBeCloseTo(champion, 12);
  expect(measured.challenger).toBeCloseTo(challenger, 12);
  expect(model.stats().requests).toBe(before);
});

test('rows that one side has no answer for are left out, if they are not too many', async () => {
  const { answer, measure } = await pricedSides(PRICE);
  const champion = await answer('champion', examples(2));
  const challenger = await answer('challenger', examples(2));
  await answer('champion', examples(4).slice(2));
  const measured = await measure(4);
  expect(measured.champion).toBeCloseTo(champion, 12);
  expect(measured.challenger).toBeCloseTo(challenger, 12);
  expect(await measure(5)).toEqual(NOT_MEASURED);
});

test('without a price nothing was measured', async () => {
  const { model, answer, measure } = await pricedSides(null);
  await answer('champion', examples(2));
  await answer('challenger', examples(2));
  expect(model.stats().uniqueRequests).toBe(4);
  expect(await measure(2)).toEqual(NOT_MEASURED);
});

test('a model that stores no answers is not asked', async () => {
  const lm = scriptedLm(() => chatAnswer({ answer: 'yes' }));
  const { deps, task } = openBench({ lm });
  const sides = { champion: task, challenger: task };
  expect(await storedCosts({ ...deps, responses: new MemoryResponseStore() }, sides, examples(4))).toEqual(
    NOT_MEASURED,
  );
  expect(lm.requests).toEqual([]);
});
