import { afterAll, expect, test } from 'vitest';
import { beginRun } from '../../client/begin-run.ts';
import { toRunSpec } from '../../client/run-spec.ts';
import { loadTaskFile } from '../../client/task-file.ts';
import { toSettings } from '../../domain/chosen-settings.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { loadTask } from '../../workers/load-task.ts';
import { withoutOrigin, type Lab } from '../run/lab.ts';
import { describeRuns } from '../run/run-harness.ts';
import { startWorker } from '../run/worker-process.ts';
import { rowsThat, writeMisbehaving, writeSame } from './task-file.ts';

const kills: (() => void)[] = [];
afterAll(() => kills.forEach((kill) => kill()));

/** One candidate beside the baseline, scored in full. */
const TINY = {
  auto: null,
  numTrials: 1,
  numCandidates: 2,
  minibatch: false,
  maxBootstrappedDemos: 0,
  maxLabeledDemos: 0,
} as const;

async function begin(lab: Lab, taskFile: string) {
  const task = await loadTask(await loadTaskFile(taskFile));
  const spec = toRunSpec({ task, settings: toSettings(TINY), budget: {}, numThreads: 4 });
  const place = { client: lab.client, runs: new RunFolders(lab.home), home: lab.home };
  const { handle } = await beginRun(place, spec, { outcome: 'started', resume: null });
  return handle;
}

describeRuns('runs of user code that misbehaves', (open, { address }) => {
  test('a run whose code spins and exits on some rows completes, its worker lives, and no heartbeat is missed', async () => {
    const lab = await open();
    const fine = ['one', 'two', 'three', 'four', 'five'];
    const rows = rowsThat(...fine, 'metric-spins', 'program-exits');
    const taskFile = writeMisbehaving(lab.home, { name: lab.name, modelUrl: lab.model.url, rows });
    const worker = await startWorker(lab, { address, taskFile });
    kills.push(() => worker.kill('SIGKILL'));
    let said = '';
    worker.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    const handle = await begin(lab, taskFile);
    const result = await handle.result();
    expect(result).toMatchObject({ stoppedBecause: 'completed' });
    expect(Object.keys(result.problems).toSorted()).toEqual(['exited', 'metric-hung']);
    expect(said).toMatch(/row 6 of the trainset \([0-9a-f]{16}\): the metric did not end within 0.6 seconds/);
    expect(said).toMatch(/row 7 of the trainset \([0-9a-f]{16}\): program or metric called process.exit/);
    expect(said).not.toContain('charged twice');
    expect(worker.exitCode).toBeNull();
    const { events } = await handle.fetchHistory();
    const attempts = events?.flatMap((event) => event.activityTaskStartedEventAttributes?.attempt ?? []);
    expect(new Set(attempts)).toEqual(new Set([1]));
  });

  test('a run in a child process asks and finds the same as one in the worker itself', async () => {
    const outcomes = await Promise.all(
      (['process', 'none'] as const).map(async (isolation) => {
        const lab = await open();
        const file = writeSame(lab.home, { name: lab.name, modelUrl: lab.model.url, isolation });
        const { result, program } = await lab.run({ source: await loadTaskFile(file) });
        const { best, baseline, problems, usage, trials } = result;
        return {
          best,
          baseline,
          problems,
          usage,
          trials,
          requests: lab.requests(),
          program: withoutOrigin(program),
        };
      }),
    );
    expect(outcomes[0]?.usage.lmCalls).toBeGreaterThan(100);
    expect(outcomes[0]).toEqual(outcomes[1]);
  });
});
