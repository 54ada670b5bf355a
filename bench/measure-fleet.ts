import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toSettings } from 'durable-mipro/client';
import { beginRun } from '../client/begin-run.ts';
import { connectTemporal, type Connected } from '../client/connection.ts';
import { toRunSpec } from '../client/run-spec.ts';
import { loadTaskFile } from '../client/task-file.ts';
import type { RunResult } from '../domain/run.ts';
import { RunFolders } from '../stores/run-folders.ts';
import { loadTask } from '../workers/load-task.ts';
import { stageTimes, type StageTimes } from './stage-times.ts';
import { readTimeline } from './timeline.ts';
import { FLEET_TASK, startFleetWorker } from './fleet-worker.ts';

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
    BENCH_MODEL: around.modelUrl,
  };
  const ends = await Promise.all(Array.from({ length: fleet.workers }, () => startFleetWorker(env)));
  try {
    const result = await runOnce(fleet, connected, home);
    const program = (await new RunFolders(home).program(result, result)) ?? '';
    const stages = stageTimes(await readTimeline(connected.client, result.runId));
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
  home: string,
): Promise<RunResult> {
  const task = await loadTask(await loadTaskFile(FLEET_TASK));
  const spec = toRunSpec({ task, settings: toSettings({ auto, pruning }), budget: {}, numThreads });
  const place = { client, runs: new RunFolders(home), home };
  const { handle } = await beginRun(place, spec, { outcome: 'started', resume: null });
  return handle.result();
}
