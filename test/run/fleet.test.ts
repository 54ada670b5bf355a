import { afterAll, test } from 'vitest';
import type { Progress, RunResult } from '../../domain/run.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import {
  FLEET_THREADS,
  killFleetWorkers,
  labTask,
  serversOf,
  startFleetRun,
  startFleetWorker,
  type FleetRun,
} from './fleet.ts';
import { withoutOrigin, type Lab } from './lab.ts';
import { describeRuns } from './run-harness.ts';

const SETTINGS = {
  auto: null,
  numTrials: 12,
  numCandidates: 3,
  minibatchSize: 10,
  minibatchFullEvalSteps: 5,
  pruning: true,
} as const;

/** The winner and the trials of a run. */
async function found({ result, program }: { result: RunResult; program: string | null }) {
  return { trials: result.trials, program: withoutOrigin(program ?? '') };
}

/** What the same run finds with one worker, in a world of its own. */
async function foundAlone(calm: Lab, seed?: number) {
  const settings = { ...SETTINGS, ...(seed !== undefined && { seed }) };
  return found(await calm.run({ task: { ...labTask(calm) }, settings, numThreads: FLEET_THREADS }));
}

async function foundBy(lab: Lab, run: FleetRun) {
  const result = await run.result();
  return found({ result, program: await new RunFolders(lab.home).program(result, result) });
}

/** Questions that went out more than once. */
function repeats({ model }: Lab): number {
  const { requests, uniqueRequests } = model.stats();
  return requests - uniqueRequests;
}

describeRuns('a fleet', (open) => {
  afterAll(killFleetWorkers);

  test.concurrent(
    'of two worker processes shares a run, counts every call and ends in good order',
    async ({ expect }) => {
      const lab = await open({ latencyMs: 10 });
      const workers = await Promise.all([startFleetWorker(lab), startFleetWorker(lab)]);
      const run = await startFleetRun(lab, SETTINGS);
      const result = await run.result();
      expect(result.stoppedBecause).toBe('completed');
      expect(result.usage.lmCalls).toBe(lab.requests());
      // A question that both have at the same moment is sent by both; one that was answered never is.
      expect(repeats(lab)).toBeLessThanOrEqual(2 * FLEET_THREADS);
      const served = [...(await serversOf(lab, run))];
      expect(workers.map(({ isNamedBy }) => served.some(isNamedBy))).toEqual([true, true]);
      expect(await Promise.all(workers.map((worker) => worker.end()))).toEqual([0, 0]);
    },
  );

  // Most of its time it waits for the server to miss the killed one: ten seconds.
  test.concurrent(
    'that loses a worker for good and gains another in mid-run finds the program that one finds alone',
    async ({ expect }) => {
      const [lab, calm] = await Promise.all([open(), open()]);
      const alone = foundAlone(calm);
      const [first, second] = await Promise.all([startFleetWorker(lab), startFleetWorker(lab)]);
      const held = lab.model.holdFrom(100);
      const run = await startFleetRun(lab, SETTINGS);
      await held;
      await first.kill();
      const third = await startFleetWorker(lab);
      lab.model.setConditions({ latencyMs: 20 });
      lab.model.release();
      expect(await foundBy(lab, run)).toEqual(await alone);
      const served = [...(await serversOf(lab, run))];
      expect([second, third].map(({ isNamedBy }) => served.some(isNamedBy))).toEqual([true, true]);
      expect(repeats(lab)).toBeLessThanOrEqual(3 * FLEET_THREADS);
    },
  );

  test.concurrent(
    'of one worker serves two runs at once as if each were alone, asks nothing twice and lets neither wait for the other',
    async ({ expect }) => {
      const [lab, ...calm] = await Promise.all([open({ latencyMs: 10 }), open(), open()]);
      const alone = Promise.all(calm.map((world, seed) => foundAlone(world, seed)));
      await startFleetWorker(lab);
      const runs = await Promise.all(calm.map((_, seed) => startFleetRun(lab, { ...SETTINGS, seed })));
      await Promise.race(runs.map((run) => run.result()));
      const progress = await Promise.all(runs.map((run) => run.query<Progress>('progress')));
      expect(Math.min(...progress.map(({ trials }) => trials.length))).toBeGreaterThanOrEqual(4);
      expect(await Promise.all(runs.map((run) => foundBy(lab, run)))).toEqual(await alone);
      expect(repeats(lab)).toBe(0);
    },
  );
});
