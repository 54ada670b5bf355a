import { expect, test } from 'vitest';
import { exitCodeOfEnd } from '../../client/exit-code.ts';
import { LM } from '../../lm/lm.ts';
import { Module } from '../../program/module.ts';
import { oneStep } from './lab.ts';
import { describeRuns } from './run-harness.ts';

/** Of a small run: 24 validation examples, a wave of 3 trials on 8 each, and all 24 once more. */
const LEAST = 24 + 3 * 8 + 24;

/** Asks four different things for each example. */
class FourTimes extends Module<{ ticket: string }, { category: string }> {
  classify = oneStep();

  async forward({ ticket }: { ticket: string }) {
    const asked = await Promise.all(
      ['', ' please', ' thanks', ' bye'].map((end) => this.classify.run({ ticket: ticket + end })),
    );
    return { category: String(asked[0]?.category) };
  }
}

describeRuns('a budget', (open) => {
  test.concurrent(
    'of calls that ends before the baseline, since the program calls more than once per step, gives the unchanged program',
    async () => {
      const lab = await open({ latencyMs: 2 });
      const { result } = await lab.run({
        task: { program: () => new FourTimes() },
        budget: { maxLmCalls: LEAST },
      });
      expect(result).toMatchObject({
        stoppedBecause: 'budget',
        bestKey: 'baseline',
        baseline: null,
        best: null,
      });
      expect(result.usage.lmCalls).toBe(LEAST);
      expect(lab.requests()).toBe(LEAST);
      expect(exitCodeOfEnd(result.stoppedBecause)).toBe(5);
    },
  );

  test.concurrent(
    'below baseline, one wave and one full scoring is refused with the minimum, before a call',
    async () => {
      const lab = await open();
      await expect(lab.run({ budget: { maxLmCalls: LEAST - 1 } })).rejects.toMatchObject({
        name: 'InvalidRequest',
        message: expect.stringMatching(/maxLmCalls is 71, .* Allow at least 72 /) as string,
      });
      expect(lab.requests()).toBe(0);
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
    const { result } = await lab.run({ task: { lm }, budget: { maxCostUsd: 0.03 } });
    expect(result.stoppedBecause).toBe('budget');
    expect(result.usage.costUsd).toBeGreaterThan(0.028);
    expect(result.usage.costUsd).toBeLessThanOrEqual(0.03);
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
    const running = lab.start({ numThreads: 2, budget: { maxLmCalls: LEAST } });
    await lab.holdAt(10);
    await (await running.handle()).executeUpdate('extend', { args: [{ budget: { maxLmCalls: 1_000 } }] });
    lab.hurry();
    const { result } = await running.finished;
    expect(result.stoppedBecause).toBe('completed');
    expect(result.usage.lmCalls).toBeGreaterThan(LEAST);
  });
});
