import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test } from 'vitest';
import { loadTaskFile } from '../../client/task-file.ts';
import { toRunSpec } from '../../client/run-spec.ts';
import { toSettings } from '../../domain/chosen-settings.ts';
import { startRun } from '../../client/start-run.ts';
import { loadTask } from '../../workers/load-task.ts';
import { type Lab } from './lab.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { describeRuns } from './run-harness.ts';

const CLI = fileURLToPath(new URL('../../client/cli.ts', import.meta.url));
const TASK = fileURLToPath(new URL('fleet-task.ts', import.meta.url));

/** `durable-mipro worker`, once it serves the task. */
async function startWorker(lab: Lab, address: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--conditions=durable-mipro-source', CLI, 'worker', TASK], {
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: address,
      DURABLE_MIPRO_HOME: lab.home,
      DURABLE_MIPRO_WORKFLOW_BUNDLE: inject('workflowBundlePath') ?? '',
      FLEET_TASK: lab.name,
      FLEET_MODEL: lab.model.url,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const serving = new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes('serving')) resolve();
    });
    child.once('exit', () => reject(new Error(`The worker ended: ${said}`)));
  });
  await serving;
  return child;
}

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
    const workers = await Promise.all([startWorker(lab, address), startWorker(lab, address)]);
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
