import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test } from 'vitest';
import { loadTaskFile } from '../../client/task-file.ts';
import { toRunSpec } from '../../client/run-spec.ts';
import { toSettings } from '../../domain/chosen-settings.ts';
import { startRun } from '../../client/start-run.ts';
import { loadTask } from '../../workers/load-task.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { describeRuns } from './run-harness.ts';
import { startWorker } from './worker-process.ts';

const TASK = fileURLToPath(new URL('fleet-task.ts', import.meta.url));

/** Asks it to end in good order. Gives its exit code. */
async function endWorker(worker: ChildProcess): Promise<number | null> {
  const ended = once(worker, 'exit');
  worker.kill('SIGTERM');
  const [code] = await ended;
  return code as number | null;
}

describeRuns('a fleet', (open) => {
  test('of two worker processes shares a run, counts every call and ends in good order', async () => {
    const lab = await open({ latencyMs: 10 });
    const address = inject('temporalAddress') ?? '';
    process.env['FLEET_TASK'] = lab.name;
    process.env['FLEET_MODEL'] = lab.model.url;
    const one = () => startWorker(lab, { address, taskFile: TASK });
    const workers = await Promise.all([one(), one()]);
    onTestFinished(() => workers.forEach((worker) => worker.kill('SIGKILL')));
    const task = await loadTask(await loadTaskFile(TASK));
    const settings = toSettings({ auto: null, numTrials: 12, numCandidates: 3, minibatchSize: 10 });
    const spec = toRunSpec({ task, settings, budget: {}, numThreads: 4 });
    const handle = await startRun(
      { client: lab.client, runs: new RunFolders(lab.home), home: lab.home },
      spec,
      {
        outcome: 'started',
        resume: null,
      },
    );
    const result = await handle.result();
    expect(result.stoppedBecause).toBe('completed');
    expect(result.usage.lmCalls).toBe(lab.requests());
    // A question that both have at the same moment is sent by both; one that was answered never is.
    expect(lab.requests() - lab.model.stats().uniqueRequests).toBeLessThanOrEqual(8);
    const { events } = await handle.fetchHistory();
    const served = new Set(
      events?.flatMap((event) => event.activityTaskStartedEventAttributes?.identity ?? []),
    );
    expect(served.size).toBe(2);
    expect(await Promise.all(workers.map(endWorker))).toEqual([0, 0]);
  });
});
