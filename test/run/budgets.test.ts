import { expect, test } from 'vitest';
import { exitCodeOfEnd } from '../../client/exit-code.ts';
import { LM } from '../../lm/lm.ts';
import { describeRuns } from './run-harness.ts';

describeRuns('a budget', (open) => {
  test.concurrent(
    'of calls that ends before the baseline gives the unchanged program, and no call more',
    async () => {
      const lab = await open({ latencyMs: 2 });
      const { result } = await lab.run({ budget: { maxLmCalls: 10 } });
      expect(result).toMatchObject({
        stoppedBecause: 'budget',
        bestKey: 'baseline',
        baseline: null,
        best: null,
      });
      expect(result.usage.lmCalls).toBe(10);
      expect(lab.requests()).toBe(10);
      expect(exitCodeOfEnd(result.stoppedBecause)).toBe(5);
    },
  );

  test.concurrent('of calls that ends in the search gives the best so far, and no call more', async () => {
    const lab = await open({ latencyMs: 2 });
    const { result } = await lab.run({ budget: { maxLmCalls: 85 } });
    expect(result.stoppedBecause).toBe('budget');
    expect(result.trials.length).toBeGreaterThanOrEqual(4);
    expect(result.trials.length).toBeLessThan(9);
    const full = result.trials.filter((trial) => trial.full).map(({ score }) => score);
    expect(result.best).toBe(Math.max(...full));
    expect(lab.requests()).toBe(85);
    expect(result.usage.lmCalls).toBe(85);
  });

  test.concurrent('in dollars is never exceeded', async () => {
    const lab = await open({ latencyMs: 2 });
    const lm = new LM('practice/tickets', {
      baseUrl: lab.model.url,
      maxTokens: 100,
      price: { inputUsd: 1, outputUsd: 2 },
    });
    const { result } = await lab.run({ task: { lm }, budget: { maxCostUsd: 0.02 } });
    expect(result.stoppedBecause).toBe('budget');
    expect(result.usage.costUsd).toBeGreaterThan(0.018);
    expect(result.usage.costUsd).toBeLessThanOrEqual(0.02);
    expect(result.usage.lmCalls).toBe(lab.requests());
  });

  test.concurrent('that is enough changes nothing', async () => {
    const lab = await open();
    const free = await lab.run();
    const capped = await lab.run({
      home: lab.freshHome(),
      again: true,
      budget: { maxLmCalls: free.result.usage.lmCalls, maxDurationMs: 600_000 },
    });
    expect(capped.result.stoppedBecause).toBe('completed');
    expect(capped.program).toBe(free.program);
  });

  test.concurrent('raised before it is used up lets the run be completed', async () => {
    const lab = await open({ latencyMs: 10 });
    const running = lab.start({ numThreads: 2, budget: { maxLmCalls: 60 } });
    await lab.slowAt(10);
    await (await running.handle()).executeUpdate('extend', { args: [{ budget: { maxLmCalls: 1_000 } }] });
    lab.hurry();
    const { result } = await running.finished;
    expect(result.stoppedBecause).toBe('completed');
    expect(result.usage.lmCalls).toBeGreaterThan(60);
  });
});
