import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toSettings } from 'durable-mipro/client';
import { beginRun } from '../client/begin-run.ts';
import { connectTemporal, type Connected } from '../client/connection.ts';
import { toRunSpec } from '../client/run-spec.ts';
import type { RunResult } from '../domain/run.ts';
import { RunFolders } from '../stores/run-folders.ts';
import { loadTask } from '../workers/load-task.ts';
import { stageTimes, type StageTimes } from './stage-times.ts';
import { readTimeline } from './timeline.ts';
import { fleetSource } from './fleet-task.ts';
import { startFleetWorker } from './fleet-worker.ts';

export interface FleetCase {
  readonly workers: number;
  readonly auto: 'light' | 'medium' | 'heavy';
  readonly pruning: boolean;
  /** Program calls in flight in each worker. */
  readonly numThreads: number;
}

export interface FleetFacts extends FleetCase {
  readonly wallMs: number;
  readonly lmCalls: number;
  readonly stages: StageTimes;
  /** The winning program's file. */
  readonly program: string;
}

export interface FleetSurroundings {
  readonly modelUrl: string;
  readonly bundle: string;
}

/** One run in a home of its own with a server of its own, served by so many processes and by nobody else. */
export async function measureFleet(fleet: FleetCase, around: FleetSurroundings): Promise<FleetFacts> {
  const home = await mkdtemp(join(tmpdir(), 'durable-mipro-fleet-'));
  const connected = await connectTemporal({ home, log: () => {} });
  const env = {
    DURABLE_MIPRO_HOME: home,
    DURABLE_MIPRO_WORKFLOW_BUNDLE: around.bundle,
  };
  const ends: (() => Promise<void>)[] = [];
  try {
    const workers = Array.from({ length: fleet.workers }, () => startFleetWorker(around.modelUrl, env));
    for (const started of await Promise.allSettled(workers)) {
      if (started.status === 'rejected') throw started.reason;
      ends.push(started.value);
    }
    const result = await runOnce(fleet, connected, { home, modelUrl: around.modelUrl });
    const stages = stageTimes(await readTimeline(connected.client, result.runId));
    const program = (await new RunFolders(home).program(result, result)) ?? '';
    return { ...fleet, wallMs: result.wallMs, lmCalls: result.usage.lmCalls, stages, program };
  } finally {
    await Promise.all(ends.map((end) => end()));
    await connected.release();
    await rm(home, { recursive: true, force: true });
  }
}

async function runOnce(
  { auto, pruning, numThreads }: FleetCase,
  { client }: Connected,
  { home, modelUrl }: { readonly home: string; readonly modelUrl: string },
): Promise<RunResult> {
  const task = await loadTask(await fleetSource(modelUrl));
  const spec = toRunSpec({ task, settings: toSettings({ auto, pruning }), budget: {}, numThreads });
  const place = { client, runs: new RunFolders(home), home };
  const { handle } = await beginRun(place, spec, { outcome: 'started', resume: null });
  return handle.result();
}
