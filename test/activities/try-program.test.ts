import { expect, test } from 'vitest';
import { tryProgram } from '../../activities/try-program.ts';
import { createUserCode } from '../../activities/user-code/create-user-code.ts';
import { InvalidRequest } from '../../domain/errors.ts';
import { LM } from '../../lm/lm.ts';
import { Module } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { scriptedLm } from '../program/scripted-lm.ts';
import { examples, openBench } from './bench.ts';

const asking = () => new Predict('question -> answer');

type Asking = ReturnType<typeof asking>;
type Step = (inputs: { question: string }, ask: Asking) => Promise<object>;

/** A program with one predictor and a body of the test's own. */
function programOf(body: Step, ask = asking()): Module {
  class Made extends Module<{ question: string }, { answer: string }> {
    ask = ask;

    async forward(inputs: { question: string }) {
      return (await body(inputs, this.ask)) as { answer: string };
    }
  }
  return new Made() as Module;
}

function tried(program: Module, trainset = examples(5)) {
  const lm = scriptedLm(() => new Error('was asked'));
  const { task } = openBench({ lm, task: { program, teacher: program, trainset } });
  return { lm, done: tryProgram(createUserCode(), task) };
}

test('a program that comes to its first call is fine, and no call is sent', async () => {
  const { lm, done } = tried(programOf(async (inputs, ask) => ask.run(inputs)));
  await done;
  expect(lm.requests).toEqual([]);
});

test('a program that wraps the errors of its model is fine', async () => {
  const { done } = tried(
    programOf(async (inputs, ask) => {
      try {
        return await ask.run(inputs);
      } catch {
        throw new Error('the model failed');
      }
    }),
  );
  await done;
});

test('a predictor with a model of its own is tried too, without a call', async () => {
  const own = new Predict('question -> answer', {
    lm: new LM('openai/none', { baseUrl: 'http://127.0.0.1:1/v1' }),
  });
  await tried(programOf(async (inputs, ask) => ask.run(inputs), own)).done;
});

test('a program that breaks on one example only is fine: that may be the example’s fault', async () => {
  const { done } = tried(
    programOf(async (inputs, ask) => {
      if (inputs.question === 'q0') throw new TypeError('not this one');
      return ask.run(inputs);
    }),
  );
  await done;
});

test('a program that breaks on all is refused, with the kind of error and not its words', async () => {
  const { done } = tried(
    programOf(async ({ question }) => {
      throw new TypeError(`cannot read ${question}`);
    }),
  );
  await expect(done).rejects.toBeInstanceOf(InvalidRequest);
  await expect(done).rejects.toThrow('first 3 training examples');
  await expect(done).rejects.toThrow('first with TypeError');
  await expect(done).rejects.not.toThrow('cannot read');
});

test('a misspelt input is named', async () => {
  const { done } = tried(programOf(async ({ question }, ask) => ask.run({ qestion: question } as never)));
  await expect(done).rejects.toThrow("missing 'question'");
});

test('a teacher is tried like the program', async () => {
  const lm = scriptedLm(() => new Error('was asked'));
  const teacher = programOf(async () => {
    throw new RangeError('no');
  });
  const { task } = openBench({ lm, task: { teacher } });
  await expect(tryProgram(createUserCode(), task)).rejects.toThrow('The teacher cannot be used');
});
