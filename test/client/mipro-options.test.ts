import { expect, test } from 'vitest';
import { MIPROv2 } from '../../client/mipro.ts';
import { TASK_DEFAULT_NAMES, type TaskDefaults } from '../../domain/optimizer-options.ts';
import { exactMatch } from '../../metrics/exact-match.ts';
import { Predict } from '../../program/predict.ts';
import { defineTask } from '../../program/task.ts';

const metric = exactMatch('answer');
const student = new Predict('question -> answer');

test('the optimizer refuses an option that it does not have', () => {
  expect(() => new MIPROv2({ metric, numTreads: 4 } as never)).toThrow(
    'MIPROv2 has no option numTreads. Did you mean numThreads?',
  );
});

test.each([
  [{ trainSet: [] }, 'compile has no option trainSet. Did you mean trainset?'],
  [{ trainset: [], auto: 'light' }, 'compile has no option auto.'],
])('compile refuses %j', async (options, message) => {
  await expect(new MIPROv2({ metric }).compile(student, options as never)).rejects.toThrow(message);
});

test('compile refuses what is no program', async () => {
  await expect(new MIPROv2({ metric }).compile({} as never, { trainset: [] })).rejects.toThrow(
    'compile needs a program: a Predict, a ChainOfThought or a subclass of Module.',
  );
});

test('a task refuses a default that nobody reads', () => {
  const task = { name: 'task', program: () => student, metric, trainset: [], defaults: { numTrails: 3 } };
  expect(() => defineTask(task as never)).toThrow('has no option numTrails. Did you mean numTrials?');
});

/** Fails to compile when an option is missing from either list. */
const EVERY_DEFAULT: Required<{ [name in keyof TaskDefaults]: true }> = {
  auto: true,
  presets: true,
  numTrials: true,
  numCandidates: true,
  maxBootstrappedDemos: true,
  maxLabeledDemos: true,
  seed: true,
  minibatch: true,
  minibatchSize: true,
  minibatchFullEvalSteps: true,
  parallelTrials: true,
  pruning: true,
  shuffleSplit: true,
  programAwareProposer: true,
  dataAwareProposer: true,
  tipAwareProposer: true,
  fewshotAwareProposer: true,
  viewDataBatchSize: true,
  initTemperature: true,
  metricThreshold: true,
  maxErrors: true,
  search: true,
  budget: true,
  numThreads: true,
};

test('every default that has a type may be given', () => {
  expect([...TASK_DEFAULT_NAMES].toSorted()).toEqual(Object.keys(EVERY_DEFAULT).toSorted());
});
