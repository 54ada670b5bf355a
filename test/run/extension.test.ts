import { expect, test } from 'vitest';
import { findRun } from '../../client/find-run.ts';
import { goOn, type GoneOn, type GoOnOrder } from '../../client/go-on.ts';
import type { RunResult } from '../../domain/run.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { eventually, tickets, withoutOrigin, type Lab } from './lab.ts';
import { describeRuns } from './run-harness.ts';

/** Gives the order to the lab's only run, whatever state it is in. */
async function give(lab: Lab, order: GoOnOrder): Promise<GoneOn> {
  const at = { client: lab.client, runs: new RunFolders(lab.home), home: lab.home };
  return goOn(at, await findRun(lab.client, at.runs, lab.name), order);
}

const extend = (lab: Lab, extension: Extract<GoOnOrder, { name: 'extend' }>['extension']) =>
  give(lab, { name: 'extend', extension });

const sampled = ({ trials }: RunResult) =>
  trials.filter(({ origin }) => origin === 'startup' || origin === 'model');

describeRuns('a finished run', (open) => {
  test.concurrent(
    'extended by as many trials as make whole rounds equals the longer run: trials, winner and calls',
    async () => {
      const [lab, other] = await Promise.all([open(), open()]);
      const short = await lab.run({ settings: { numTrials: 6 } });
      expect(await extend(lab, { trials: 6 })).toBe('started');
      const running = lab.start({ settings: { numTrials: 6 } });
      const { result, program } = await running.finished;
      expect(running.outcome()).toBe('joined');
      const long = await other.run({ settings: { numTrials: 12 } });
      expect(result.trials).toEqual(long.result.trials);
      expect(result.trials.slice(0, short.result.trials.length)).toEqual(short.result.trials);
      expect(withoutOrigin(program)).toEqual(withoutOrigin(long.program));
      expect(result.usage).toMatchObject({ lmCalls: long.result.usage.lmCalls });
      expect(lab.requests()).toBe(other.requests());
      expect(result).toMatchObject({ stoppedBecause: 'completed', sizes: { trials: 12 } });
      expect(result.extended).toEqual({ trials: 6, budget: {} });
    },
  );

  test.concurrent(
    'extended off the round has one full scoring more than the longer run, and still the same trials before it',
    async () => {
      const [lab, other] = await Promise.all([open(), open()]);
      const short = await lab.run({ settings: { numTrials: 4 } });
      await extend(lab, { trials: 5 });
      const { result } = await lab.run({ settings: { numTrials: 4 } });
      const long = await other.run({ settings: { numTrials: 9 } });
      const full = ({ trials }: RunResult) => trials.filter(({ origin }) => origin === 'full-scoring').length;
      expect(sampled(result)).toHaveLength(9);
      expect(full(result)).toBe(full(long.result) + 1);
      expect(result.trials.slice(0, short.result.trials.length)).toEqual(short.result.trials);
      expect(result.trials.map(({ number }) => number)).toEqual(result.trials.map((_, index) => index));
      expect(lab.model.stats().uniqueRequests).toBe(lab.requests());
    },
  );

  test.concurrent('that was extended is what the same command finds, without a call', async () => {
    const lab = await open();
    await lab.run();
    await extend(lab, { trials: 3 });
    const first = await lab.run();
    const requests = lab.requests();
    const again = await lab.run();
    expect(again.finishedBefore).toBe(true);
    expect(again.result).toEqual(first.result);
    expect(lab.requests()).toBe(requests);
  });

  test.concurrent('asked for with more trials is another run, which pays only for what is new', async () => {
    const lab = await open();
    const short = await lab.run({ settings: { numTrials: 3 } });
    const paid = lab.requests();
    const long = await lab.run({ settings: { numTrials: 6 } });
    expect(long.result.runId).not.toBe(short.result.runId);
    expect(long.result.trials.slice(0, short.result.trials.length)).toEqual(short.result.trials);
    expect(long.result.usage.lmCalls).toBe(lab.requests() - paid);
    expect(lab.model.stats().uniqueRequests).toBe(lab.requests());
  });

  test.concurrent('extended twice at once is extended by both', async () => {
    const lab = await open({ latencyMs: 10 });
    await lab.run();
    const orders = [extend(lab, { trials: 3 }), extend(lab, { trials: 6 })];
    expect(await Promise.race(orders)).toBe('started');
    const { result } = await lab.run({ numThreads: 2 });
    expect((await Promise.all(orders)).toSorted()).toEqual(['started', 'told']);
    expect(result.sizes.trials).toBe(15);
    expect(sampled(result)).toHaveLength(15);
  });

  test.concurrent('scores the winner of the longer search on the test set', async () => {
    const lab = await open();
    const task = { testset: tickets(8, { from: 100 }) };
    const short = await lab.run({ task, settings: { numTrials: 3 } });
    await extend(lab, { trials: 3 });
    const { result } = await lab.run({ task, settings: { numTrials: 3 } });
    expect(result.test.baseline).toBe(short.result.test.baseline);
    expect(result.test.best).not.toBeNull();
    expect(lab.model.stats().uniqueRequests).toBe(lab.requests());
  });

  test.concurrent('keeps its extension when the server loses it before it has gone far', async () => {
    const lab = await open({ latencyMs: 10 });
    await lab.run({ settings: { numTrials: 3 } });
    await extend(lab, { trials: 6 });
    const running = lab.start({ numThreads: 2, settings: { numTrials: 3 } });
    await lab.holdAt(lab.requests() + 3);
    const lost = expect(running.finished).rejects.toMatchObject({ name: 'RunCancelled' });
    await (await running.handle()).terminate('lost');
    lab.hurry();
    await lost;
    const again = lab.start({ settings: { numTrials: 3 } });
    const { result } = await again.finished;
    expect(again.outcome()).toBe('resumed-from-checkpoint');
    expect(sampled(result)).toHaveLength(9);
    expect(result.extended).toEqual({ trials: 6, budget: {} });
  });

  test.concurrent('is not extended by what would change nothing', async () => {
    const lab = await open();
    const { result } = await lab.run({ budget: { maxLmCalls: 200 } });
    for (const [extension, says] of [
      [{ trials: 0 }, /Trials to add must be a whole number above 0, not 0/],
      [{ trials: -2 }, /not -2/],
      [{ budget: { maxLmCalls: 300 } }, /has made all its planned trials.*extend --trials/],
      [{ trials: 2, budget: { maxLmCalls: 100 } }, /maxLmCalls can only be raised: it is 200/],
      [{ trials: 2, budget: { maxCostUsd: 3 } }, /maxCostUsd has no limit in this run/],
    ] as const)
      await expect(extend(lab, extension)).rejects.toMatchObject({
        name: 'InvalidRequest',
        message: expect.stringMatching(says) as string,
      });
    await expect(give(lab, { name: 'resume' })).rejects.toThrow(/has made all its planned trials/);
    expect((await lab.run()).result).toEqual(result);
  });
});

describeRuns('a run that its budget ended', (open) => {
  test.concurrent(
    'goes on with a higher cap in the same command, and ends as if it had had it from the start',
    async () => {
      const [lab, other] = await Promise.all([open({ latencyMs: 2 }), open()]);
      const calm = await other.run();
      const short = await lab.run({ budget: { maxLmCalls: 85 } });
      expect(short.result.stoppedBecause).toBe('budget');
      const running = lab.start({ budget: { maxLmCalls: 500 } });
      const { result, program } = await running.finished;
      expect(running.outcome()).toBe('extended');
      expect(result.stoppedBecause).toBe('completed');
      expect(result.trials).toEqual(calm.result.trials);
      expect(withoutOrigin(program)).toEqual(withoutOrigin(calm.program));
      expect(result.usage.lmCalls).toBe(lab.requests());
      expect(lab.requests()).toBe(other.requests());
      expect(result.extended).toEqual({ trials: 0, budget: { maxLmCalls: 500 } });
    },
  );

  test.concurrent('keeps its result when the command asks for no higher cap', async () => {
    const lab = await open({ latencyMs: 2 });
    const short = await lab.run({ budget: { maxLmCalls: 85 } });
    for (const budget of [{ maxLmCalls: 85 }, { maxLmCalls: 80 }, {}, { maxDurationMs: 600_000 }]) {
      const again = await lab.run({ budget });
      expect(again).toMatchObject({ finishedBefore: true, result: short.result });
    }
    expect(lab.requests()).toBe(85);
  });

  test.concurrent('holds the raised cap over both parts, and can be raised again', async () => {
    const lab = await open({ latencyMs: 2 });
    await lab.run({ budget: { maxLmCalls: 75 } });
    await extend(lab, { budget: { maxLmCalls: 90 } });
    // The command still says 75: what was raised stays raised.
    const { result } = await lab.run({ budget: { maxLmCalls: 75 } });
    expect(result).toMatchObject({ stoppedBecause: 'budget', usage: { lmCalls: 90 } });
    expect(lab.requests()).toBe(90);
    expect((await lab.run({ budget: { maxLmCalls: 500 } })).result.stoppedBecause).toBe('completed');
  });

  test.concurrent(
    'would not have been ended when the same command came with a higher cap in time',
    async () => {
      const lab = await open();
      const first = lab.start({ numThreads: 2, budget: { maxLmCalls: 85 } });
      await lab.holdAt(30);
      const second = lab.start({ numThreads: 2, budget: { maxLmCalls: 500 } });
      await eventually(async () => (await first.progress()).extended !== undefined);
      lab.hurry();
      const [one, other] = await Promise.all([first.finished, second.finished]);
      expect(second.outcome()).toBe('joined');
      expect(one.result).toMatchObject({
        stoppedBecause: 'completed',
        extended: { budget: { maxLmCalls: 500 } },
      });
      expect(other.result).toEqual(one.result);
    },
  );

  test.concurrent('is not resumed, nor given trials alone, without a higher cap', async () => {
    const lab = await open({ latencyMs: 2 });
    await lab.run({ budget: { maxLmCalls: 85 } });
    for (const order of [{ name: 'resume' }, { name: 'extend', extension: { trials: 3 } }] as const)
      await expect(give(lab, order)).rejects.toThrow(/its budget was used up\. Raise it: extend --max-calls/);
    expect((await lab.run()).finishedBefore).toBe(true);
  });
});

describeRuns('a run that was ended early', (open) => {
  test.concurrent('by an order goes on with resume and ends as if it had never been stopped', async () => {
    const [lab, other] = await Promise.all([open({ latencyMs: 10 }), open()]);
    const calm = await other.run();
    const running = lab.start({ numThreads: 2 });
    await lab.holdAt(85);
    await (await running.handle()).executeUpdate('stop', { args: [{ mode: 'now' }] });
    lab.hurry();
    expect((await running.finished).result.stoppedBecause).toBe('stopped');
    expect(await give(lab, { name: 'resume' })).toBe('started');
    const { result, program } = await lab.run();
    expect(result.trials).toEqual(calm.result.trials);
    expect(withoutOrigin(program)).toEqual(withoutOrigin(calm.program));
    expect(result.extended).toBeUndefined();
    expect(lab.model.stats().uniqueRequests).toBe(lab.requests());
  });

  test.concurrent('in its first stage goes through that stage again, from the stored answers', async () => {
    const [lab, other] = await Promise.all([open({ latencyMs: 10 }), open()]);
    const calm = await other.run();
    const running = lab.start({ numThreads: 2 });
    await lab.holdAt(5);
    await (await running.handle()).executeUpdate('stop', { args: [{ mode: 'now' }] });
    lab.hurry();
    await running.finished;
    await give(lab, { name: 'resume' });
    const { result, program } = await lab.run();
    expect(result.trials).toEqual(calm.result.trials);
    expect(withoutOrigin(program)).toEqual(withoutOrigin(calm.program));
    expect(lab.model.stats().uniqueRequests).toBe(lab.requests());
  });

  test.concurrent('by its deadline goes on with more time; the time between does not count', async () => {
    const lab = await open({ latencyMs: 100 });
    const short = await lab.run({ numThreads: 2, budget: { maxDurationMs: 2_000 } });
    expect(short.result.stoppedBecause).toBe('deadline');
    await expect(give(lab, { name: 'resume' })).rejects.toThrow(/its time was up.*extend --max-duration/);
    lab.hurry();
    const waitedMs = 2_500;
    await new Promise((resolve) => setTimeout(resolve, waitedMs));
    await extend(lab, { budget: { maxDurationMs: 60_000 } });
    const { result } = await lab.run();
    expect(result.stoppedBecause).toBe('completed');
    expect(result.wallMs).toBeLessThan(Date.now() - result.startedAtMs - waitedMs);
    expect(result.startedAtMs).toBe(short.result.startedAtMs);
  });
});
