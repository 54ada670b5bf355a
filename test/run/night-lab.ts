import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { Example } from '../../domain/example.ts';
import {
  scheduleIdOf,
  type NightProgress,
  type NightReport,
  type ReoptimizeRequest,
} from '../../domain/night.ts';
import { taskQueue } from '../../domain/task-queue.ts';
import { exactMatch } from '../../metrics/exact-match.ts';
import type { NightlyDefinition } from '../../program/nightly.ts';
import { defineTask, type TaskDefinition } from '../../program/task.ts';
import { FileChampionRegistry } from '../../stores/file-champion-registry.ts';
import { NightReports } from '../../stores/night-reports.ts';
import { connectWorker } from '../../workers/connect-worker.ts';
import { startOptimizerWorker } from '../../workers/optimizer-worker.ts';
import { oneStep, tickets, type Lab } from './lab.ts';

/** Looks cost nothing here: nights follow each other within seconds. */
export const QUICK_GATE = { peeking: null, alpha: 0.05, resamples: 1000 } as const;

export interface NightWorld {
  readonly champions: FileChampionRegistry;
  readonly reports: NightReports;
  /** What the next night finds. */
  setRows(rows: readonly Example[]): void;
  start(options?: Omit<ReoptimizeRequest, 'task'>): Promise<WorkflowHandle>;
  night(options?: Omit<ReoptimizeRequest, 'task'>): Promise<NightReport>;
  /** Ends the worker, as a deploy does. */
  close(): Promise<void>;
}

const opened: (() => Promise<void>)[] = [];

/** After the last test of a file. */
export async function closeNights(): Promise<void> {
  await Promise.all(opened.map((close) => close()));
}

/** A worker that serves one task of a lab, whose data changes when a test says so. */
export async function openNights(
  lab: Lab,
  { address, nightly = {}, task = {} }: NightOptions,
): Promise<NightWorld> {
  let rows: readonly Example[] = tickets(200);
  const definition = defineTask({
    name: lab.name,
    program: oneStep,
    metric: exactMatch('category'),
    trainset: () => rows,
    lm: lab.lm(),
    defaults: {
      pruning: false,
      auto: null,
      numTrials: 4,
      numCandidates: 3,
      minibatchSize: 20,
      numThreads: 8,
    },
    nightly: { gate: QUICK_GATE, ...nightly },
    ...task,
  });
  const connection = await connectWorker({ address });
  const source = { task: definition, baseDir: lab.home };
  const worker = await startOptimizerWorker({
    connection,
    namespace: 'default',
    tasks: [source],
    home: lab.home,
  });
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= worker.shutdown().then(() => connection.close());
    return closing;
  };
  opened.push(close);
  const start = (options: Omit<ReoptimizeRequest, 'task'> = {}) =>
    lab.client.workflow.start('reoptimize', {
      workflowId: `${scheduleIdOf(lab.name)}-${randomUUID().slice(0, 8)}`,
      taskQueue: taskQueue(lab.name),
      args: [{ task: lab.name, ...options }],
    });
  return {
    champions: new FileChampionRegistry(lab.home),
    reports: new NightReports(lab.home),
    setRows: (next) => {
      rows = next;
    },
    start,
    close,
    night: async (options) => (await start(options)).result() as Promise<NightReport>,
  };
}

export interface NightOptions {
  readonly address: string;
  readonly nightly?: NightlyDefinition;
  readonly task?: Partial<TaskDefinition>;
}

export function progressOf(handle: WorkflowHandle): Promise<NightProgress> {
  return handle.query<NightProgress>('night');
}
