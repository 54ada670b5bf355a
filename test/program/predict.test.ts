import { afterEach, expect, test } from 'vitest';
import { LmError } from '../../lm/errors.ts';
import { withCallContext, type TraceStep } from '../../program/call-context.ts';
import { ChainOfThought } from '../../program/chain-of-thought.ts';
import { configure } from '../../program/configure.ts';
import { Example } from '../../domain/example.ts';
import { Predict } from '../../program/predict.ts';
import type { Field } from '../../program/signature-shape.ts';
import { askedField, chatAnswer, scriptedLm } from './scripted-lm.ts';

afterEach(() => configure({ lm: null, adapter: null, numThreads: null }));

const echo = (name = 'scripted/one') =>
  scriptedLm((request) => chatAnswer({ answer: `${name} ${askedField(request, 'question')}` }), name);

test('a call gives the outputs by name, converted to their declared types', async () => {
  const lm = scriptedLm(() => chatAnswer({ count: '3', ratio: '1.5', tags: '["a", "b"]' }));
  const prediction = await new Predict('text -> count: int, ratio: float, tags: list[str]', { lm }).run({
    text: 'x',
  });
  expect(prediction).toEqual({ count: 3, ratio: 1.5, tags: ['a', 'b'] });
  expect(Object.isFrozen(prediction)).toBe(true);
});

test('the model is the one of the call, else of the predictor, else of the context, else the configured one', async () => {
  configure({ lm: echo('configured') });
  const bare = new Predict('question -> answer');
  const own = new Predict('question -> answer', { lm: echo('own') });
  const inContext = <T>(work: () => Promise<T>) => withCallContext({ lm: echo('context') }, work);
  expect((await bare.run({ question: 'q' })).answer).toBe('configured q');
  expect((await inContext(() => bare.run({ question: 'q' }))).answer).toBe('context q');
  expect((await inContext(() => own.run({ question: 'q' }))).answer).toBe('own q');
  expect((await inContext(() => own.run({ question: 'q' }, { lm: echo('call') }))).answer).toBe('call q');
});

test('without a model the message tells how to configure one', async () => {
  await expect(new Predict('question -> answer').run({ question: 'q' })).rejects.toEqual(
    expect.objectContaining({ name: 'InvalidRequest', message: expect.stringMatching(/configure\(\{ lm/) }),
  );
});

test('missing and unknown inputs are named, with the nearest known name', async () => {
  const predict = new Predict('question, context -> answer', { lm: echo() });
  const inputs = { question: 'q', contxt: 'c' } as unknown as { question: string; context: string };
  await expect(predict.run(inputs)).rejects.toEqual(
    expect.objectContaining({
      name: 'InvalidRequest',
      message: expect.stringMatching(
        /missing 'context'; unknown 'contxt' \(did you mean 'context'\?\).*'question', 'context'/,
      ),
    }),
  );
});

test('inputs that are not given by name are refused with the expected names', async () => {
  const predict = new Predict('question -> answer', { lm: echo() });
  await expect(predict.run('q' as unknown as { question: string })).rejects.toEqual(
    expect.objectContaining({
      name: 'InvalidRequest',
      message: "Inputs must be given by name. Expected 'question'.",
    }),
  );
});

test('an input with a fallback may be left out, and null is a value', async () => {
  const lm = scriptedLm(() => chatAnswer({ answer: 'x' }));
  const predict = new Predict('question, hint: str | null -> answer', { lm });
  const [question, hint] = predict.signature.inputs as [Field, Field];
  predict.signature = { ...predict.signature, inputs: [{ ...question, fallback: { value: 'why' } }, hint] };
  await predict.run({ hint: null } as unknown as { question: string; hint: null });
  expect(lm.requests[0]?.messages.at(-1)?.content).toContain(
    '[[ ## question ## ]]\nwhy\n\n[[ ## hint ## ]]\nNone',
  );
});

test('an inherited property is no input', async () => {
  const predict = new Predict('toString -> answer', { lm: echo() });
  await expect(predict.run({} as { toString: string })).rejects.toEqual(
    expect.objectContaining({ message: expect.stringMatching(/missing 'toString'/) }),
  );
});

test('sampling comes from the call, else from the predictor, and absent values are not sent', async () => {
  const lm = echo();
  const predict = new Predict('question -> answer', { lm, temperature: 0.5, maxTokens: 10 });
  await predict.run({ question: 'q' }, { temperature: 0.9, seed: 7, rollout: 3 });
  await new Predict('question -> answer', { lm }).run({ question: 'q' });
  await predict.run({ question: 'q' }, { temperature: undefined } as object);
  expect(lm.requests[2]?.temperature).toBe(0.5);
  expect(lm.requests[0]).toMatchObject({ temperature: 0.9, maxTokens: 10, seed: 7, rollout: 3 });
  expect(Object.keys(lm.requests[1] ?? {})).toEqual(['messages']);
});

test('demos are shown before the inputs, also when given as examples', async () => {
  const lm = echo();
  const demo = new Example({ question: 'known', answer: 'told' });
  await new Predict('question -> answer', { lm, demos: [demo] }).run({ question: 'q' });
  expect(lm.requests[0]?.messages.map((message) => message.role)).toEqual([
    'system',
    'user',
    'assistant',
    'user',
  ]);
});

test('a chat answer given as JSON is read without a second call', async () => {
  const lm = scriptedLm(() => '{"answer": "42"}');
  expect(await new Predict('question -> answer', { lm }).run({ question: 'q' })).toEqual({ answer: '42' });
  expect(lm.requests).toHaveLength(1);
});

test('an answer that nobody can read is asked for once more as JSON, with the same rollout', async () => {
  const lm = scriptedLm((_, index) => (index === 0 ? 'I would say 42.' : '{"answer": "42"}'));
  expect(await new Predict('question -> answer', { lm }).run({ question: 'q' }, { rollout: 5 })).toEqual({
    answer: '42',
  });
  expect(lm.requests.map((request) => request.rollout)).toEqual([5, 5]);
  expect(lm.requests[1]?.responseFormat).toBeDefined();
});

test('a second unreadable answer is an UnreadableAnswer after exactly two calls', async () => {
  const lm = scriptedLm(() => 'no idea');
  await expect(new Predict('question -> answer', { lm }).run({ question: 'q' })).rejects.toEqual(
    expect.objectContaining({ name: 'UnreadableAnswer', fields: ['answer'] }),
  );
  expect(lm.requests).toHaveLength(2);
});

test('an unreadable answer that was cut off is not asked for again, and the message says why', async () => {
  const lm = scriptedLm(() => ({ text: 'Well, let me thi', finishReason: 'length' as const }));
  await expect(new Predict('question -> answer', { lm }).run({ question: 'q' })).rejects.toEqual(
    expect.objectContaining({
      name: 'UnreadableAnswer',
      message: expect.stringMatching(/cut off.*maxTokens/),
    }),
  );
  expect(lm.requests).toHaveLength(1);
});

test('the JSON adapter reads a chat answer too, and never calls twice', async () => {
  configure({ adapter: 'json' });
  const lm = scriptedLm((_, index) => (index === 0 ? chatAnswer({ answer: '42' }) : 'no idea'));
  const predict = new Predict('question -> answer', { lm });
  expect(await predict.run({ question: 'q' })).toEqual({ answer: '42' });
  await expect(predict.run({ question: 'q' })).rejects.toEqual(
    expect.objectContaining({ name: 'UnreadableAnswer' }),
  );
  expect(lm.requests).toHaveLength(2);
});

test('an error of the model passes through untouched and is not retried', async () => {
  const failure = new LmError('busy', { errorClass: 'throttled', model: 'm' });
  const lm = scriptedLm(() => failure);
  await expect(new Predict('question -> answer', { lm }).run({ question: 'q' })).rejects.toBe(failure);
  expect(lm.requests).toHaveLength(1);
});

test('a chain of thought gives its reasoning first and keeps its predictor as predict', async () => {
  const lm = scriptedLm(() => chatAnswer({ reasoning: 'because', answer: '42' }));
  const program = new ChainOfThought('question -> answer', { lm, instructions: 'Be right.' });
  const prediction = await program.run({ question: 'q' });
  expect(Object.keys(prediction)).toEqual(['reasoning', 'answer']);
  expect(program.predict.instructions).toBe('Be right.');
  expect(program.predictors()).toEqual([['predict', program.predict]]);
});

test('overlays let two candidates run at once on one predictor and leave it as it was', async () => {
  const lm = scriptedLm(async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return chatAnswer({ answer: /CANDIDATE \w/.exec(request.messages[0]?.content ?? '')?.[0] ?? 'own' });
  });
  const predict = new Predict('question -> answer', { lm });
  const under = (instructions: string) =>
    withCallContext({ overlay: new Map([[predict, { instructions }]]) }, () =>
      predict.run({ question: 'q' }),
    );
  const [a, b, own] = await Promise.all([
    under('CANDIDATE A'),
    under('CANDIDATE B'),
    predict.run({ question: 'q' }),
  ]);
  expect([a.answer, b.answer, own.answer]).toEqual(['CANDIDATE A', 'CANDIDATE B', 'own']);
});

test('an inner overlay of demos keeps the outer overlay of instructions', async () => {
  const lm = echo();
  const predict = new Predict('question -> answer', { lm });
  const key = predict;
  await withCallContext({ overlay: new Map([[key, { instructions: 'OUTER', demos: [] }]]) }, () =>
    withCallContext({ overlay: new Map([[key, { demos: [{ question: 'd', answer: 'e' }] }]]) }, () =>
      predict.run({ question: 'q' }),
    ),
  );
  expect(lm.requests[0]?.messages).toHaveLength(4);
  expect(lm.requests[0]?.messages[0]?.content).toContain('OUTER');
});

test('a trace lists calls in the order they started, whichever ends first', async () => {
  const lm = scriptedLm(async (request) => {
    const question = askedField(request, 'question');
    await new Promise((resolve) => setTimeout(resolve, question === 'slow' ? 5 : 0));
    return question === 'broken' ? new Error('away') : chatAnswer({ answer: 'x' });
  });
  const predict = new Predict('question -> answer', { lm });
  const trace: TraceStep[] = [];
  await withCallContext({ trace }, () =>
    Promise.all(['slow', 'broken', 'fast'].map((question) => predict.run({ question }).catch(() => null))),
  );
  expect(trace.map((step) => step.inputs['question'])).toEqual(['slow', 'fast']);
  expect(trace[0]).toEqual({ predictor: predict, inputs: { question: 'slow' }, outputs: { answer: 'x' } });
});
