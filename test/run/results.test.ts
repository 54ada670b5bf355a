import { expect, test } from 'vitest';
import { describeRuns } from './run-harness.ts';

/** Nothing listens there: who connects fails. */
const NOWHERE = { address: '127.0.0.1:1' };

describeRuns('the result of a run', (open) => {
  test.concurrent('is the same, byte for byte, in another home', async () => {
    const lab = await open({ latencyMs: 2, jitterMs: 2 });
    const first = await lab.run();
    const second = await lab.run({ home: lab.freshHome(), again: true, numThreads: 3 });
    expect(first.result.bestKey).not.toBe('baseline');
    expect(second.program).toBe(first.program);
    expect(second.result.trials).toEqual(first.result.trials);
    expect(lab.requests()).toBe(2 * first.result.usage.lmCalls);
  });

  test.concurrent('of a finished run is returned without a server and without a call', async () => {
    const lab = await open();
    const first = await lab.run();
    const requests = lab.requests();
    const again = await lab.run({ server: NOWHERE });
    expect(again.finishedBefore).toBe(true);
    expect(again.program).toBe(first.program);
    expect(again.result).toEqual(first.result);
    expect(lab.requests()).toBe(requests);
  });

  test.concurrent('made anew comes from the stored answers, and its account begins at nothing', async () => {
    const lab = await open();
    const first = await lab.run();
    const requests = lab.requests();
    const again = await lab.run({ again: true });
    expect(again.finishedBefore).toBe(false);
    expect(again.program).toBe(first.program);
    expect(lab.requests()).toBe(requests);
    expect(again.result.usage.lmCalls).toBe(0);
    expect(again.result.startedAtMs).toBeGreaterThan(first.result.startedAtMs);
  });

  test.concurrent(
    'does not depend on budget, threads or who asked first: two commands at once share one run',
    async () => {
      const lab = await open();
      const first = lab.start();
      await lab.holdAt(20);
      const second = lab.start({ numThreads: 3, budget: { maxLmCalls: 5_000 } });
      await second.handle();
      lab.hurry();
      const [one, other] = await Promise.all([first.finished, second.finished]);
      expect(second.outcome()).toBe('joined');
      expect(other.result).toEqual(one.result);
      expect(lab.requests()).toBe(one.result.usage.lmCalls);
    },
  );

  test.concurrent('of another seed is another run', async () => {
    const lab = await open();
    const one = await lab.run();
    const other = await lab.run({ settings: { seed: 10 } });
    expect(other.result.runId).not.toBe(one.result.runId);
    expect(other.finishedBefore).toBe(false);
  });
});
