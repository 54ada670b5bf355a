import { beforeAll, expect, test } from 'vitest';
import { exitCodeOf, exitCodeOfEnd } from '../../client/exit-code.ts';
import { pause, tickets, withoutOrigin, type Lab, type LabRun, type RunningRun } from './lab.ts';
import { describeRuns } from './run-harness.ts';

const PACE = { numThreads: 2 } as const;

/** Of about 110: the 35 first are made before the search. */
const REQUEST_IN = { propose: 5, search: 85 } as const;

async function order(running: RunningRun, name: string, ...args: unknown[]): Promise<void> {
  await (await running.handle()).executeUpdate(name, { args: args as [] });
}

/** A run in the midst of a stage, which stays there until its model answers again. */
async function runIn(lab: Lab, stage: keyof typeof REQUEST_IN, run: LabRun = {}): Promise<RunningRun> {
  const running = lab.start({ ...PACE, ...run });
  await lab.holdAt(REQUEST_IN[stage]);
  expect((await running.progress()).stage).toBe(stage);
  return running;
}

describeRuns('orders to a run', (open) => {
  let calm: { program: unknown; requests: number };

  beforeAll(async () => {
    const lab = await open();
    calm = { program: withoutOrigin((await lab.run()).program), requests: lab.requests() };
  });

  test.concurrent.each(['propose', 'search'] as const)(
    'paused in its %s stage it sends no request after two seconds, and resumed it ends as if nothing had been',
    async (stage) => {
      const lab = await open();
      const running = await runIn(lab, stage);
      const orderedAtMs = Date.now();
      await order(running, 'pause');
      expect((await running.progress()).status).toBe('paused');
      lab.crawl();
      await pause(orderedAtMs + 3_000 - Date.now());
      expect(lab.model.journal().filter(({ timeMs }) => timeMs > orderedAtMs + 2_000)).toEqual([]);
      expect(lab.requests()).toBeLessThan(calm.requests);
      lab.hurry();
      await order(running, 'resume');
      const { result, program } = await running.finished;
      expect(withoutOrigin(program)).toEqual(calm.program);
      expect(lab.requests()).toBe(calm.requests);
      expect(result.usage.lmCalls).toBe(calm.requests);
    },
  );

  test.concurrent(
    'drained in its first stage it finishes the baseline and returns the unchanged program',
    async () => {
      const lab = await open();
      const running = await runIn(lab, 'propose');
      await order(running, 'stop', { mode: 'drain' });
      lab.hurry();
      const { result } = await running.finished;
      expect(result).toMatchObject({ stoppedBecause: 'stopped', bestKey: 'baseline' });
      expect(result.best).toBe(result.baseline);
      expect(result.baseline).not.toBeNull();
      expect(result.usage.lmCalls).toBe(lab.requests());
      expect(exitCodeOfEnd(result.stoppedBecause)).toBe(0);
    },
  );

  test.concurrent(
    'stopped at once in its first stage it returns the unchanged program, with all its calls',
    async () => {
      const lab = await open();
      const running = await runIn(lab, 'propose');
      await order(running, 'stop', { mode: 'now' });
      lab.crawl();
      const { result } = await running.finished;
      expect(result).toMatchObject({
        stoppedBecause: 'stopped',
        bestKey: 'baseline',
        baseline: null,
        best: null,
      });
      expect(lab.requests()).toBeLessThan(35);
      expect(result.usage.lmCalls).toBe(lab.requests());
    },
  );

  test.concurrent.each(['drain', 'now'] as const)(
    'stopped in its search (%s) it returns the best so far, with all its calls',
    async (mode) => {
      const lab = await open();
      const running = await runIn(lab, 'search', { settings: { numTrials: 12 } });
      await order(running, 'stop', { mode });
      const { trials } = await running.progress();
      if (mode === 'drain') lab.hurry();
      else lab.crawl();
      const { result } = await running.finished;
      expect(result.stoppedBecause).toBe('stopped');
      const full = result.trials.filter((trial) => trial.full).map(({ score }) => score);
      expect(result.best).toBe(Math.max(...full));
      expect(result.trials.slice(0, trials.length)).toEqual(trials);
      // What was under way, a wave or a full scoring, is left or finished as a whole.
      expect(mode === 'drain' ? [1, 3] : [0, 1, 3]).toContain(result.trials.length - trials.length);
      await pause(1_000);
      expect(result.usage.lmCalls).toBe(lab.requests());
    },
  );

  test.concurrent('extended during its search it makes the added trials too', async () => {
    const lab = await open();
    const running = await runIn(lab, 'search');
    await order(running, 'extend', { trials: 4 });
    lab.hurry();
    const { result } = await running.finished;
    const sampled = result.trials.filter(({ origin }) => origin === 'startup' || origin === 'model');
    expect(sampled).toHaveLength(10);
    expect(result.sizes.trials).toBe(10);
  });

  test.concurrent('an extension that makes no sense is refused, and the run goes on', async () => {
    const lab = await open();
    const running = await runIn(lab, 'search', { budget: { maxLmCalls: 1_000 } });
    for (const [extension, message] of [
      [{ trials: 0 }, 'Trials to add must be a whole number above 0, not 0.'],
      [{ budget: { maxLmCalls: 999 } }, 'maxLmCalls can only be raised: it is 1000, asked for was 999.'],
      [{ budget: { maxCostUsd: 1 } }, 'maxCostUsd has no limit in this run; it cannot be extended.'],
    ] as const) {
      await expect(order(running, 'extend', extension)).rejects.toMatchObject({
        name: 'WorkflowUpdateFailedError',
        cause: { type: 'InvalidRequest', message },
      });
    }
    lab.hurry();
    expect((await running.finished).result.stoppedBecause).toBe('completed');
    expect(lab.requests()).toBe(calm.requests);
  });

  test.concurrent(
    'cancelled it ends with code 7, and the same command goes on without repeating a call',
    async () => {
      const lab = await open();
      const running = await runIn(lab, 'search');
      const refused = expect(running.finished).rejects.toSatisfy((error) => exitCodeOf(error) === 7);
      await (await running.handle()).cancel();
      lab.crawl();
      await refused;
      lab.hurry();
      const again = lab.start();
      const { result, program } = await again.finished;
      expect(again.outcome()).toBe('resumed-from-checkpoint');
      expect(withoutOrigin(program)).toEqual(calm.program);
      expect(lab.requests()).toBe(calm.requests);
      expect(result.usage.lmCalls).toBe(calm.requests);
    },
  );

  test.concurrent('at its deadline it ends with the best so far and code 5', async () => {
    const lab = await open({ latencyMs: 100 });
    const { result } = await lab.run({ ...PACE, budget: { maxDurationMs: 2_000 } });
    expect(result.stoppedBecause).toBe('deadline');
    expect(exitCodeOfEnd(result.stoppedBecause)).toBe(5);
    expect(result.wallMs).toBeGreaterThanOrEqual(2_000);
    expect(result.trials.length).toBeLessThan(9);
    expect(result.usage.lmCalls).toBe(lab.requests());
  });

  test.concurrent(
    'while the winner is scored on the test set more trials are refused: the search is over',
    async () => {
      const lab = await open();
      const testset = tickets(8, { from: 100 });
      const held = holdAfter(testset.length);
      const running = lab.start({
        task: {
          testset,
          metric: async (example, prediction) => {
            if (testset.some(({ ticket }) => ticket === example['ticket'])) await held.pass();
            return example['category'] === prediction['category'];
          },
        },
      });
      await held.reached;
      await expect(order(running, 'extend', { trials: 3 })).rejects.toMatchObject({
        cause: { type: 'InvalidRequest' },
      });
      held.open();
      expect((await running.finished).result.test.best).not.toBeNull();
    },
  );
});

/** A gate that lets some through and holds the rest until it is opened. */
function holdAfter(count: number) {
  let passed = 0;
  let open = () => {};
  let reach = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const pass = async () => {
    passed += 1;
    if (passed <= count) return;
    reach();
    await opened;
  };
  return { pass, reached, open: () => open() };
}
