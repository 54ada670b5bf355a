import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { beginRun } from '../../client/begin-run.ts';
import { toRunSpec } from '../../client/run-spec.ts';
import { toSettings } from '../../domain/chosen-settings.ts';
import type { RunHandle } from '../../client/start-run.ts';
import type { OptimizerOptions } from '../../domain/optimizer-options.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { loadTask } from '../../workers/load-task.ts';
import { fleetTask } from './fleet-task.ts';
import type { Lab } from './lab.ts';

const CLI = fileURLToPath(new URL('../../client/cli.ts', import.meta.url));
const TASK = fileURLToPath(new URL('fleet-task.ts', import.meta.url));

/** Program calls in flight in each process. */
export const FLEET_THREADS = 4;

/** `durable-mipro worker` of a lab's task, in a process of its own. */
export interface FleetWorker {
  /** How the server names it in a run's history. */
  readonly isNamedBy: (identity: string) => boolean;
  /** As a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Asks it to end in good order. Gives its exit code. */
  end(): Promise<number | null>;
}

export interface FleetWorkerOptions {
  readonly flags?: readonly string[];
  /** Of the task's code. @defaultValue `1` */
  readonly version?: string;
  /** Of the server. @defaultValue that of the whole test run */
  readonly address?: string;
}

const kills: (() => Promise<void>)[] = [];

/** After the last test of a file. */
export async function killFleetWorkers(): Promise<void> {
  await Promise.all(kills.map((kill) => kill()));
}

/** Starts one and waits until it serves the task. */
export async function startFleetWorker(
  lab: Lab,
  { flags = [], version = '1', address = inject('temporalAddress') ?? '' }: FleetWorkerOptions = {},
): Promise<FleetWorker> {
  const child = spawn(
    process.execPath,
    ['--conditions=durable-mipro-source', CLI, 'worker', TASK, ...flags],
    {
      env: {
        ...process.env,
        TEMPORAL_ADDRESS: address,
        DURABLE_MIPRO_HOME: lab.home,
        DURABLE_MIPRO_WORKFLOW_BUNDLE: inject('workflowBundlePath') ?? '',
        FLEET_TASK: lab.name,
        FLEET_MODEL: lab.model.url,
        FLEET_VERSION: version,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  kills.push(kill);
  await serves(child);
  return {
    isNamedBy: (identity) => identity.startsWith(`${child.pid}@`),
    kill,
    signal: (signal) => void child.kill(signal),
    end: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function serves(child: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes('serving')) resolve();
    });
    child.once('exit', () => reject(new Error(`The worker ended: ${said}`)));
  });
}

export type FleetRun = RunHandle & { readonly firstExecutionRunId: string };

/** Starts a run of a lab's task and serves nothing itself. */
export async function startFleetRun(lab: Lab, settings: OptimizerOptions): Promise<FleetRun> {
  const task = await loadTask({ task: labTask(lab), baseDir: lab.home });
  const spec = toRunSpec({ task, settings: toSettings(settings), budget: {}, numThreads: FLEET_THREADS });
  const place = { client: lab.client, runs: new RunFolders(lab.home), home: lab.home };
  const { handle } = await beginRun(place, spec, { outcome: 'started', resume: null });
  return handle as FleetRun;
}

export function labTask(lab: Lab) {
  return fleetTask({ name: lab.name, modelUrl: lab.model.url, version: '1' });
}

/** Who took up the activities and workflow tasks of a run, in all its workflow runs. */
export async function serversOf(lab: Lab, handle: FleetRun): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  let runId: string | null | undefined = handle.firstExecutionRunId;
  while (runId) {
    const { events } = await lab.client.workflow.getHandle(handle.workflowId, runId).fetchHistory();
    for (const event of events ?? []) {
      const started = event.activityTaskStartedEventAttributes ?? event.workflowTaskStartedEventAttributes;
      if (started?.identity) named.add(started.identity);
    }
    runId = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
  return named;
}
