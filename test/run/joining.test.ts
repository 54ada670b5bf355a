import { expect, test } from 'vitest';
import { tickets } from './lab.ts';
import { describeRuns } from './run-harness.ts';

describeRuns('a client of a run', (open) => {
  test.concurrent('that leaves before the run begins is detached like any other', async () => {
    const lab = await open();
    await expect(lab.run({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'Detached' });
    expect((await lab.run()).result.stoppedBecause).toBe('completed');
  });

  test.concurrent(
    'with another version of the task is told so, also by a run that continued as new',
    async () => {
      const lab = await open();
      const run = {
        settings: { numTrials: 80, numCandidates: 2, minibatch: false, minibatchFullEvalSteps: 10 },
        task: { trainset: tickets(4), valset: tickets(3, { from: 150 }) },
      };
      await lab.run(run);
      const changed = { ...run, home: lab.freshHome(), task: { ...run.task, version: '2' } };
      await expect(lab.run(changed)).rejects.toMatchObject({ name: 'TaskChanged', changed: ['version'] });
    },
  );

  test.concurrent('is told every trial, and last that the run has finished', async () => {
    const lab = await open();
    const running = lab.start();
    const { result } = await running.finished;
    expect(running.seen.at(-1)).toMatchObject({
      stage: 'finished',
      trials: result.trials,
      best: result.best,
    });
  });
});
