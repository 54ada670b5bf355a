import { expect, test } from 'vitest';
import { Example } from '../../domain/example.ts';
import { BudgetExhausted } from '../../domain/errors.ts';
import { CallNotSent, LmError } from '../../lm/errors.ts';
import { Evaluate, type EvaluateOptions } from '../../metrics/evaluate.ts';
import type { MetricValue } from '../../metrics/metric-value.ts';
import { Module } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { askedField, chatAnswer, scriptedLm } from '../program/scripted-lm.ts';

class Repeat extends Module<{ v: unknown }, { v: unknown }> {
  async forward({ v }: { v: unknown }) {
    if (v === 'sleep-program') await new Promise(() => {});
    if (v === 'raise-program') throw new Error('program');
    return { v };
  }
}

function metric(example: Example): MetricValue | Promise<MetricValue> {
  if (example.get('v') === 'sleep-metric') return new Promise(() => {});
  if (example.get('v') === 'raise-metric') throw new Error('metric');
  return example.get('v') as MetricValue;
}

function evaluate(values: readonly unknown[], options: Partial<EvaluateOptions> = {}) {
  const devset = values.map((v, i) => new Example({ i, v }).withInputs('v'));
  return new Evaluate({ devset, metric, ...options }).run(new Repeat());
}

test('results are in the order of the devset, whichever example ends first', async () => {
  const lm = scriptedLm(async (request) => {
    const question = askedField(request, 'question') ?? '';
    await new Promise((resolve) => setTimeout(resolve, Number(question)));
    return chatAnswer({ answer: question });
  });
  const devset = ['6', '1', '3'].map((question) =>
    new Example({ question, answer: question }).withInputs('question'),
  );
  const { results, score } = await new Evaluate({
    devset,
    metric: (example, prediction) => example['answer'] === prediction['answer'],
    numThreads: 3,
    lm,
  }).run(new Predict('question -> answer'));
  expect(results.map((result) => result.prediction?.['answer'])).toEqual(['6', '1', '3']);
  expect(score).toBe(100);
});

test('no more than numThreads examples are in flight', async () => {
  let inFlight = 0;
  let most = 0;
  class Slow extends Repeat {
    override async forward(inputs: { v: unknown }) {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setTimeout(resolve, 1));
      inFlight -= 1;
      return inputs;
    }
  }
  const devset = Array.from({ length: 9 }, () => new Example({ v: 1 }).withInputs('v'));
  await new Evaluate({ devset, metric, numThreads: 3 }).run(new Slow());
  expect(most).toBe(3);
});

test('a failing program gives a result without prediction, score 0 and the reason', async () => {
  const { results, errors } = await evaluate([true, 'raise-program']);
  expect(results[1]).toMatchObject({ prediction: null, score: 0, error: { message: 'program' } });
  expect(errors).toBe(1);
});

test.each([
  ['program', 'sleep-program'],
  ['metric', 'sleep-metric'],
])('a %s that sleeps for ever ends with timeoutMs, and the error says which it was', async (code, v) => {
  const { results, errors } = await evaluate([v, 1], { timeoutMs: 50 });
  expect(errors).toBe(1);
  expect(results[0]).toMatchObject({
    score: 0,
    error: {
      name: 'ExampleTimedOut',
      message: `The ${code} did not end within 50 milliseconds (timeoutMs).`,
    },
  });
  expect(results[1]?.score).toBe(1);
});

test('the failure that reaches maxErrors ends the evaluation and is its cause', async () => {
  await expect(evaluate([true, 'raise-metric', 'raise-metric'], { maxErrors: 2 })).rejects.toEqual(
    expect.objectContaining({
      name: 'EvaluationFailed',
      cause: expect.objectContaining({ message: 'metric' }),
    }),
  );
});

function failing(failure: Error) {
  const devset = Array.from({ length: 4 }, () =>
    new Example({ question: 'q', answer: 'a' }).withInputs('question'),
  );
  const lm = scriptedLm((_, index) => (index === 1 ? failure : chatAnswer({ answer: 'a' })));
  const run = new Evaluate({ devset, metric: () => true, numThreads: 1, lm }).run(
    new Predict('question -> answer'),
  );
  return { run, lm };
}

test.each([
  ...(
    [
      'auth',
      'quota-exhausted',
      'throttled',
      'server-error',
      'timeout',
      'connection',
      'model-missing',
      'bad-request',
      'malformed',
    ] as const
  ).map((errorClass) => new LmError(errorClass, { errorClass, model: 'm' })),
  new CallNotSent(),
  new BudgetExhausted('maxCostUsd'),
])('$message is never a score: it ends the evaluation at once', async (failure) => {
  const { run, lm } = failing(failure);
  await expect(run).rejects.toBe(failure);
  expect(lm.requests).toHaveLength(2);
});

test.each(['context-length', 'content-filter'] as const)(
  '%s is the fault of the example: it scores 0',
  async (errorClass) => {
    const { run } = failing(new LmError('no', { errorClass, model: 'm' }));
    expect(await run).toMatchObject({ score: 75, errors: 1 });
  },
);

test('inputs that do not fit end the evaluation: no other example would do better', async () => {
  const devset = [new Example({ qestion: 'q' }).withInputs('qestion')];
  await expect(
    new Evaluate({ devset, metric, lm: scriptedLm(() => '') }).run(new Predict('question -> answer')),
  ).rejects.toEqual(
    expect.objectContaining({ name: 'InvalidRequest', message: expect.stringMatching(/unknown 'qestion'/) }),
  );
});

test.each([
  [{ devset: [] }, /devset is empty/],
  [{ numThreads: 0 }, /numThreads to be a whole number from 1, but got 0/],
  [{ maxErrors: 1.5 }, /maxErrors to be a whole number from 1, but got 1\.5/],
  [{ metric: 'exact' as unknown as EvaluateOptions['metric'] }, /metric to be a function, but got string/],
])('Evaluate refuses %j before anything is called', (options, message) => {
  const devset = [new Example({ v: 1 }).withInputs('v')];
  expect(() => new Evaluate({ devset, metric, ...options })).toThrow(message);
});
