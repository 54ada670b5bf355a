import { expect, test } from 'vitest';
import { LM } from '../../lm/lm.ts';
import { exactMatch } from '../../metrics/exact-match.ts';
import { Predict } from '../../program/predict.ts';
import { oneStep, tickets, withoutOrigin, TwoSteps, type Lab, type LabRun } from './lab.ts';
import { describeRuns } from './run-harness.ts';

interface Saved {
  readonly [predictor: string]: {
    readonly demos: readonly object[];
    readonly signature: { readonly instructions: string };
  };
}

async function run(lab: Lab, how?: LabRun) {
  const { result, program } = await lab.run(how);
  expect(result.stoppedBecause).toBe('completed');
  expect(result.usage.lmCalls).toBe(lab.requests());
  const sampled = result.trials.filter(({ origin }) => origin === 'startup' || origin === 'model');
  return { result, sampled, saved: JSON.parse(program) as Saved };
}

describeRuns('whole runs of every shape', (open) => {
  test.concurrent(
    'a light run does what its table says, and its winner is no worse than the baseline',
    async () => {
      const { result, sampled } = await run(await open(), {
        settings: { auto: 'light' },
        task: { trainset: tickets(70) },
      });
      expect(sampled).toHaveLength(10);
      expect(sampled.every(({ cells, open: rest }) => (rest?.planned ?? cells) === 35)).toBe(true);
      expect(
        result.trials.filter(({ origin }) => origin === 'full-scoring').map(({ number }) => number),
      ).toEqual([6, 12]);
      expect(result.best).toBeGreaterThanOrEqual(result.baseline ?? 1);
    },
  );

  test.concurrent('pruning saves calls and changes neither the choices nor the winner', async () => {
    const lab = await open();
    const task = { trainset: tickets(70) };
    const whole = await lab.run({ task, settings: { auto: 'light', pruning: false } });
    const pruned = await lab.run({ task, settings: { auto: 'light' }, home: lab.freshHome() });
    const chosen = ({ result }: typeof whole) => result.trials.map(({ key, origin }) => ({ key, origin }));
    expect(chosen(pruned)).toEqual(chosen(whole));
    expect(pruned.result.best).toBe(whole.result.best);
    expect(withoutOrigin(pruned.program)).toEqual(withoutOrigin(whole.program));
    expect(pruned.result.usage.lmCalls).toBeLessThan(whole.result.usage.lmCalls);
  });

  test.concurrent('without minibatches every trial is scored on the whole validation set', async () => {
    const { result, sampled } = await run(await open(), { settings: { minibatch: false } });
    expect(sampled).toHaveLength(6);
    expect(result.trials).toHaveLength(7);
    expect(result.trials.every(({ full, cells }) => full && cells === 24)).toBe(true);
  });

  test.concurrent(
    'a zero-shot run chooses among instructions only, and its program has no demos',
    async () => {
      const { sampled, saved } = await run(await open(), {
        settings: { maxBootstrappedDemos: 0, maxLabeledDemos: 0 },
      });
      expect(sampled.map(({ choices }) => choices.length)).toEqual([1, 1, 1, 1, 1, 1]);
      expect(saved).toMatchObject({ demos: [] });
    },
  );

  test.concurrent(
    'with two predictors every trial chooses for both, and the program holds both',
    async () => {
      const { sampled, saved } = await run(await open(), {
        task: {
          program: () => new TwoSteps(),
          metric: exactMatch('priority'),
          trainset: tickets(30, { labels: ['category', 'priority'] }),
        },
      });
      expect(sampled.every(({ choices }) => choices.length === 4)).toBe(true);
      expect(Object.keys(saved).filter((name) => name !== 'metadata')).toEqual(['classify', 'prioritize']);
    },
  );

  test.concurrent(
    'a teacher makes the demonstrations and writes the instructions, the student is searched',
    async () => {
      const lab = await open();
      const { result } = await run(lab, {
        task: { teacherLm: new LM('practice/teacher', { baseUrl: lab.model.url }) },
      });
      const byStage = result.usageLines.map(({ stage, model }) => `${stage} ${model}`);
      expect(byStage).toEqual([
        'baseline practice/tickets',
        'bootstrap practice/teacher',
        'full practice/tickets',
        'propose practice/teacher',
        'trial practice/tickets',
      ]);
    },
  );

  test.concurrent('a test set is scored once before and once after, and counts in the account', async () => {
    const { result } = await run(await open(), { task: { testset: tickets(12, { from: 100 }) } });
    expect(result.test.baseline).not.toBeNull();
    expect(result.test.best).not.toBeNull();
    const [line] = result.usageLines.filter(({ stage }) => stage === 'test');
    expect((line?.lmCalls ?? 0) + (line?.cachedCalls ?? 0)).toBe(result.bestKey === 'baseline' ? 12 : 24);
  });

  test.concurrent(
    'the demos that a program came with are one more choice, and where the search starts',
    async () => {
      const demos = tickets(2, { from: 200 }).map((example) => example.toJSON());
      const { result } = await run(await open(), {
        task: { program: () => new Predict(oneStep().signature, { demos }) },
      });
      expect(result.trials[0]?.choices).toEqual([0, 3]);
    },
  );

  test.concurrent.each([
    [1, 6],
    [undefined, 2],
  ] as const)(
    'with parallelTrials %s six trials are suggested in %i waves',
    async (parallelTrials, waves) => {
      const lab = await open();
      const running = lab.start({ settings: { ...(parallelTrials && { parallelTrials }) } });
      await running.finished;
      const { events } = await (await running.handle()).fetchHistory();
      const markers = events?.map((event) => event.markerRecordedEventAttributes?.markerName);
      expect(markers?.filter((name) => name === 'core_local_activity')).toHaveLength(waves);
    },
  );
});
