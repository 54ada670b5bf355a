import type { DataConverter } from '@temporalio/common';
import type { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import type { Activities } from '../activities/contract.ts';
import type { LoadedTask } from '../activities/dependencies.ts';
import type { UserCode } from '../activities/user-code/user-code.ts';
import type { ChampionRegistry } from '../domain/champion.ts';
import { taskQueue } from '../domain/task-queue.ts';
import { LM } from '../lm/lm.ts';
import { removeAbandonedDrafts } from '../stores/abandoned-drafts.ts';
import { artifactsFolder, runsFolder } from '../stores/home.ts';
import type { TaskSource } from './load-task.ts';
import { dataConverterOf } from './data-converter.ts';
import { openDependencies } from './open-dependencies.ts';
import { quietRuntime } from './quiet-runtime.ts';
import { versioningOf, type WorkerVersion } from './worker-version.ts';
import { encryptingBundle, workflowBundle } from './workflow-bundle.ts';

export interface OptimizerWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly tasks: readonly TaskSource[];
  /** Tasks that are loaded already. */
  readonly loaded?: readonly LoadedTask[];
  /** The `.durable-mipro` folder. */
  readonly home: string;
  /** Where champions are kept. @defaultValue files in the home folder */
  readonly champions?: ChampionRegistry;
  /** Where the tasks' code runs; closed by whoever gives it. @defaultValue one of its own */
  readonly userCode?: UserCode;
  /**
   * With it, the runs that this worker begins are finished by workers of this version only, and it gets none before the
   * server has been told that the version is current.
   * @defaultValue none: every worker of a task serves all its runs
   */
  readonly version?: WorkerVersion;
}

/** A running worker: one Temporal worker per task, all over the same stores and the same limit on program calls. */
export interface OptimizerWorker {
  /** Ends when the worker was shut down; rejects when it failed. */
  readonly finished: Promise<void>;
  /** Stops taking work, lets calls under way finish, hands the rest back within seconds. */
  shutdown(): Promise<void>;
}

const SHUTDOWN_GRACE = '2 seconds';

/** Starts serving tasks. Resolves once all polling has begun. */
export async function startOptimizerWorker(options: OptimizerWorkerOptions): Promise<OptimizerWorker> {
  const { dependencies, close } = openDependencies(options);
  return serveActivities({ activities: createActivities(dependencies), close }, options);
}

export interface OpenedActivities {
  readonly activities: Activities;
  /** Called when the worker has ended. */
  readonly close: () => Promise<void>;
}

/** The same with activities that are bound already. */
export async function serveActivities(
  { activities, close }: OpenedActivities,
  options: OptimizerWorkerOptions,
): Promise<OptimizerWorker> {
  quietRuntime();
  const dataConverter = dataConverterOf(process.env);
  const encrypts = dataConverter.failureConverterPath !== undefined;
  const [bundle] = await Promise.all([
    encrypts ? encryptingBundle() : workflowBundle(),
    openModels(options.loaded ?? []),
    removeAbandonedDrafts(artifactsFolder(options.home)),
    removeAbandonedDrafts(runsFolder(options.home)),
  ]);
  const workers = await Promise.all(
    options.tasks.map(({ task }) =>
      createWorker(options, { activities, bundle, dataConverter, queue: taskQueue(task.name) }),
    ),
  );
  const finished = runAll(workers, close);
  finished.catch(() => {});
  return {
    finished,
    shutdown: async () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await finished;
    },
  };
}

async function runAll(workers: readonly Worker[], close: () => Promise<void>): Promise<void> {
  try {
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    await close();
  }
}

/** Before the run's clock starts, and beside the waiting for a server, rather than at the first call. */
async function openModels(tasks: readonly LoadedTask[]): Promise<void> {
  const models = new Set(tasks.flatMap(({ lm, promptLm, teacherLm }) => [lm, promptLm, teacherLm]));
  await Promise.all([...models].map(async (model) => (model instanceof LM ? model.open() : undefined)));
}

interface Parts {
  readonly activities: object;
  readonly bundle: Awaited<ReturnType<typeof workflowBundle>>;
  readonly dataConverter: DataConverter;
  readonly queue: string;
}

/**
 * A wave's shards come all at once, and one that a worker has taken is not given away: each worker asks for one at a
 * time, and none gets them first for having told the story.
 */
const EVENLY = { maxConcurrentActivityTaskPolls: 1, maxEagerActivityReservationsPerWorkflowTask: 0 } as const;

/** Timeouts as measured: a dead worker's shard goes on after 10 s, its workflow task after 2 s. */
async function createWorker(
  { connection, namespace, version }: OptimizerWorkerOptions,
  parts: Parts,
): Promise<Worker> {
  const { Worker } = await import('@temporalio/worker');
  return Worker.create({
    connection,
    namespace,
    taskQueue: parts.queue,
    workflowBundle: parts.bundle,
    activities: parts.activities,
    dataConverter: parts.dataConverter,
    ...versioningOf(version),
    maxConcurrentActivityTaskExecutions: 100,
    ...EVENLY,
    maxHeartbeatThrottleInterval: '1 second',
    defaultHeartbeatThrottleInterval: '1 second',
    stickyQueueScheduleToStartTimeout: '2 seconds',
    shutdownGraceTime: SHUTDOWN_GRACE,
    shutdownForceTime: '30 seconds',
  });
}
