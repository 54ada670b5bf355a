import { expect, test } from 'vitest';
import { runSettings } from '../optimizer/run-settings.ts';
import { eventually } from '../run/lab.ts';
import { scriptedLm } from '../program/scripted-lm.ts';
import { openBench, type Attempt } from './bench.ts';

test('preparing a run tells that its worker lives, for as long as it takes', async () => {
  const attempts: Attempt<unknown>[] = [];
  const metric = async () => {
    await eventually(() => (attempts[0]?.heartbeats.length ?? 0) > 0);
    return 1;
  };
  const bench = openBench({ lm: scriptedLm(() => ''), task: { metric } });
  const settings = runSettings({ auto: null, numTrials: 2, numCandidates: 2, minibatch: false });
  const { runId, task, specHash, numThreads } = bench.run;
  const spec = { task, specHash, settings, budget: {}, numThreads };
  const attempt = bench.attempt(() => bench.activities.prepareRun({ runId, spec }));
  attempts.push(attempt);
  expect((await attempt.result).sizes.trials).toBe(2);
  expect(attempt.heartbeats.length).toBeGreaterThan(0);
});
