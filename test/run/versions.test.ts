import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import {
  killFleetWorkers,
  serversOf,
  startFleetRun,
  startFleetWorker,
  type FleetRun,
  type FleetWorker,
} from './fleet.ts';
import type { Lab } from './lab.ts';
import { describeRuns } from './run-harness.ts';

const ASK_AGAIN_MS = 100;
/** Of gRPC: not found, and a precondition that is not met. */
const KNOWN_SOON = [5, 9];

/** What a deploy does last. The server learns of a version a moment after its worker polls. */
async function makeCurrent({ client, name }: Lab, buildId: string): Promise<void> {
  const { namespace } = client.options;
  for (;;) {
    try {
      const version = { namespace, deploymentName: name, buildId };
      await client.workflowService.setWorkerDeploymentCurrentVersion(version);
      return;
    } catch (error) {
      if (!KNOWN_SOON.includes((error as { code?: number }).code ?? 0)) throw error;
      await wait(ASK_AGAIN_MS);
    }
  }
}

async function onlyServerOf(lab: Lab, run: FleetRun, workers: readonly FleetWorker[]): Promise<number> {
  const names = await serversOf(lab, run);
  const served = workers.filter(({ isNamedBy }) => [...names].some(isNamedBy));
  return served.length === 1 && served[0] ? workers.indexOf(served[0]) : -1;
}

/** Long enough to continue as new once, and yet small. */
const LONG = { auto: null, numTrials: 80, numCandidates: 3, minibatchSize: 3 } as const;
const SHORT = { ...LONG, numTrials: 4 } as const;

describeRuns('two versions of a deployment', (open) => {
  afterAll(killFleetWorkers);

  test('a run ends on the version it began on, through continue-as-new too, and the next runs on the new one', async () => {
    const lab = await open();
    const startVersion = (version: string) =>
      startFleetWorker(lab, { version, flags: ['--deployment', lab.name, '--build', version] });
    const workers = await Promise.all(['1', '2'].map(startVersion));
    await makeCurrent(lab, '1');
    const held = lab.model.holdFrom(20);
    const before = await startFleetRun(lab, LONG);
    await held;
    await makeCurrent(lab, '2');
    lab.hurry();
    const after = await startFleetRun(lab, SHORT);
    const results = await Promise.all([before.result(), after.result()]);
    expect(results.map(({ stoppedBecause }) => stoppedBecause)).toEqual(['completed', 'completed']);
    expect(await onlyServerOf(lab, before, workers)).toBe(0);
    expect(await onlyServerOf(lab, after, workers)).toBe(1);
    expect((await lab.client.workflow.getHandle(before.workflowId).describe()).runId).not.toBe(
      before.firstExecutionRunId,
    );
    expect(results[0].fingerprint['version']).not.toBe(results[1].fingerprint['version']);
  });
});
