import { expect, test } from 'vitest';
import { z } from 'zod';
import { ChainOfThought } from '../../program/chain-of-thought.ts';
import { Module } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { signature } from '../../program/signature.ts';
import { askedField, chatAnswer, scriptedLm } from './scripted-lm.ts';

class TicketTriage extends Module<{ ticket: string }, { label: 'billing' | 'bug'; reply: string }> {
  classify = new Predict('ticket -> label: "billing" | "bug"');
  answer = new ChainOfThought('ticket, label -> reply');

  async forward({ ticket }: { ticket: string }) {
    const { label } = await this.classify.run({ ticket });
    const { reply } = await this.answer.run({ ticket, label });
    return { label, reply };
  }
}

class Nested extends Module {
  shared = new Predict('a -> b');
  xs = [new Predict('a -> b'), new ChainOfThought('a -> b'), this.shared];
  d = { k: new Predict('a -> b'), deeper: { hidden: new Predict('a -> b') } };
  byName = new Map([['m', new Predict('a -> b')]]);
  sub = new TicketTriage();
  self = this;
  note = 'text';
  empty = null;

  async forward(inputs: object) {
    return inputs;
  }
}

test('predictors have the names and the order that DSPy gives them, each object once', () => {
  expect(new Nested().predictors().map(([name]) => name)).toEqual([
    'shared',
    'xs[0]',
    'xs[1].predict',
    "d['k']",
    "byName['m']",
    'sub.classify',
    'sub.answer.predict',
  ]);
});

test('a bare predictor is called self', () => {
  const predict = new Predict('a -> b');
  expect(predict.predictors()).toEqual([['self', predict]]);
});

test('a program of two predictors passes values from one to the other', async () => {
  const program = new TicketTriage();
  program.classify.lm = scriptedLm(() => chatAnswer({ label: 'bug' }));
  program.answer.predict.lm = scriptedLm((request) =>
    chatAnswer({ reasoning: 'r', reply: `about a ${askedField(request, 'label')}` }),
  );
  const prediction = await program.run({ ticket: 'it crashes' });
  expect(prediction).toEqual({ label: 'bug', reply: 'about a bug' });
  expect(Object.isFrozen(prediction)).toBe(true);
});

test('inputs that are not named and results that are not named are refused', async () => {
  const program = new Nested();
  await expect(program.run('text' as unknown as object)).rejects.toEqual(
    expect.objectContaining({
      name: 'InvalidRequest',
      message: expect.stringMatching(/Nested\.run expects its inputs by name/),
    }),
  );
  program.forward = async () => undefined as unknown as object;
  await expect(program.run({})).rejects.toEqual(
    expect.objectContaining({
      name: 'TypeError',
      message: expect.stringMatching(/Nested\.forward must answer/),
    }),
  );
});

test('a clone has predictors of its own and shares all other state', () => {
  const lm = scriptedLm(() => '');
  const original = Object.assign(new TicketTriage(), { cache: { hits: 0 } });
  original.classify.lm = lm;
  const copy = original.clone();
  copy.classify.instructions = 'Other.';
  copy.classify.demos = [{ ticket: 't', label: 'bug' }];
  expect(copy).toBeInstanceOf(TicketTriage);
  expect(original.classify.instructions).not.toBe('Other.');
  expect(original.classify.demos).toEqual([]);
  expect(copy.answer.predict).not.toBe(original.answer.predict);
  expect([copy.cache, copy.classify.lm]).toEqual([original.cache, lm]);
  expect(copy.cache).toBe(original.cache);
});

test('a clone keeps the same object the same in all its places', () => {
  const original = new Nested();
  const copy = original.clone();
  expect(copy.self).toBe(copy);
  expect(copy.xs[2]).toBe(copy.shared);
  expect(copy.predictors().map(([name]) => name)).toEqual(original.predictors().map(([name]) => name));
  expect(
    copy.predictors().some(([, predictor]) => original.predictors().some(([, own]) => own === predictor)),
  ).toBe(false);
});

test('a field with an arrow function that uses this cannot be cloned, since it would run the original', () => {
  class Bound extends Module {
    ask = new Predict('a -> b');
    helper = (a: string) => this.ask.run({ a });
    forward({ a }: { a: string }) {
      return this.helper(a);
    }
  }
  expect(() => new Bound().clone()).toThrow(/Bound\.helper is a function kept in a field that uses 'this'/);
});

test('a field with a function that does not use this is shared by a clone', () => {
  class Injected extends Module {
    ask = new Predict('a -> b');
    search = (query: string) => query.toUpperCase();
    forward({ a }: { a: string }) {
      return this.ask.run({ a: this.search(a) });
    }
  }
  const original = new Injected();
  expect(original.clone().search).toBe(original.search);
});

test('the compiler knows the types of inputs and outputs', () => {
  const program = new TicketTriage();
  // @ts-expect-error a misspelt input is a compile error
  const misspelt = () => program.run({ tickt: 'x' });
  const label = async (): Promise<'billing' | 'bug'> => (await program.run({ ticket: 'x' })).label;
  const thinker = new ChainOfThought('a -> b');
  const reasoned = async (): Promise<string> => (await thinker.run({ a: 'x' })).reasoning;
  // @ts-expect-error an output that the signature does not have is a compile error
  const unknown = async () => (await program.classify.run({ ticket: 'x' })).lable;
  expect([misspelt, label, reasoned, unknown]).toHaveLength(4);
});

test('typed programs and predictors go where untyped ones are asked for, without a cast', () => {
  const shaped = signature({ inputs: { q: z.string() }, outputs: { n: z.number() } });
  const predictors: Predict[] = [new Predict('a -> b'), new Predict('c -> d: int'), new Predict(shaped)];
  const programs: Module[] = [...predictors, new ChainOfThought('a -> b: int'), new TicketTriage()];
  const n = async (): Promise<number> => (await new Predict(shaped).run({ q: 'x' })).n;
  expect([programs.length, n.length]).toEqual([5, 0]);
});
