import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { runOptimization, type FinishedRun } from '../../client/run-optimization.ts';
import { toSettings } from '../../domain/chosen-settings.ts';
import type { RunHandle, StartOutcome } from '../../client/start-run.ts';
import type { Budget } from '../../domain/budget.ts';
import { Example } from '../../domain/example.ts';
import type { OptimizerOptions } from '../../domain/optimizer-options.ts';
import type { Progress } from '../../domain/run.ts';
import { runIdOf } from '../../domain/task-queue.ts';
import { LM } from '../../lm/lm.ts';
import {
  startPracticeServer,
  type PracticeServer,
  type PracticeServerOptions,
} from '../../lm/practice/index.ts';
import { Module } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { defineTask, type TaskDefinition } from '../../program/task.ts';
import { exactMatch } from '../../metrics/exact-match.ts';
import type { TaskSource } from '../../workers/load-task.ts';

const ROWS = readFileSync(
  fileURLToPath(new URL('../../examples/01-ticket-triage/tickets.jsonl', import.meta.url)),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { ticket: string; category: string; priority: string });

const CATEGORY = 'category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"';
const PRIORITY = 'priority: "low" | "normal" | "high" | "urgent"';

/** Tickets with the named labels only, so that a metric can be tried on them. */
export function tickets(
  count: number,
  { from = 0, labels = ['category'] }: { from?: number; labels?: ('category' | 'priority')[] } = {},
): Example[] {
  return ROWS.slice(from, from + count).map((row) => {
    const kept = Object.fromEntries(labels.map((label) => [label, row[label]]));
    return new Example({ ticket: row.ticket, ...kept }).withInputs('ticket') as Example;
  });
}

/** The program of most runs: one predictor. */
export const oneStep = () => new Predict(`ticket -> ${CATEGORY}`);

/** A program of two predictors, the second fed by the first. */
export class TwoSteps extends Module<{ ticket: string }, { category: string; priority: string }> {
  classify = new Predict(`ticket -> ${CATEGORY}`);
  prioritize = new Predict(`ticket, ${CATEGORY} -> ${PRIORITY}`);

  async forward({ ticket }: { ticket: string }) {
    const { category } = await this.classify.run({ ticket });
    const { priority } = await this.prioritize.run({ ticket, category: category as 'bug' });
    return { category, priority };
  }
}

/** Small, and yet its winner is better than the baseline. Without pruning, so that a request's number tells the stage. */
const SMALL = {
  pruning: false,
  auto: null,
  numTrials: 6,
  numCandidates: 3,
  minibatchSize: 8,
  minibatchFullEvalSteps: 3,
} as const;

const SMALL_DATA = { trainset: tickets(30), valset: tickets(24, { from: 150 }) };

export interface LabRun {
  readonly task?: Partial<TaskDefinition>;
  /** A task from a file, instead of one made here. */
  readonly source?: TaskSource;
  readonly settings?: OptimizerOptions;
  readonly budget?: Budget;
  readonly numThreads?: number;
  readonly again?: boolean;
  /** @defaultValue the lab's own */
  readonly home?: string;
  readonly server?: { readonly address: string; readonly namespace?: string };
  readonly signal?: AbortSignal;
}

/** A run under way, and what its watcher was told. */
export interface RunningRun {
  readonly finished: Promise<FinishedRun>;
  /** Once the server has the run. */
  handle(): Promise<RunHandle>;
  outcome(): StartOutcome | undefined;
  /** What the run itself says of itself. */
  progress(): Promise<Progress>;
  readonly seen: readonly Progress[];
}

/** One test's world: a home folder, a practice server and a task name of its own, on the shared Temporal server. */
export interface Lab {
  readonly home: string;
  readonly model: PracticeServer;
  readonly name: string;
  readonly client: Client;
  start(run?: LabRun): RunningRun;
  run(run?: LabRun): Promise<FinishedRun>;
  lm(): LM;
  freshHome(): string;
  /** Requests that have reached the model. */
  requests(): number;
  /** Resolves at the given request and leaves it and later ones without an answer, so that what follows happens in the midst of a run, however long it takes. */
  holdAt(request: number): Promise<void>;
  /** Answers those held, and goes on so slowly that the run does not end meanwhile. */
  crawl(): void;
  /** Answers those held, and goes on without a wait. */
  hurry(): void;
}

/** Opens a world; `close` ends its model and removes its homes. */
export async function openLab(
  server: { address: string; client: Client },
  conditions: PracticeServerOptions = {},
): Promise<{ lab: Lab; close: () => Promise<void> }> {
  const model = await startPracticeServer(conditions);
  const homes: string[] = [];
  const freshHome = () => {
    homes.push(mkdtempSync(join(tmpdir(), 'durable-mipro-run-')));
    return homes.at(-1) as string;
  };
  const place = { ...server, model, home: freshHome(), name: `run-${randomUUID().slice(0, 12)}` };
  const start = (run: LabRun = {}) => startIn(place, run);
  const goOnAt = (latencyMs: number) => {
    model.setConditions({ latencyMs });
    model.release();
  };
  const lab: Lab = {
    ...place,
    start,
    run: (run) => start(run).finished,
    lm: () => new LM('practice/tickets', { baseUrl: model.url }),
    freshHome,
    requests: () => model.stats().requests,
    holdAt: (request) => model.holdFrom(request),
    crawl: () => goOnAt(CRAWL_MS),
    hurry: () => goOnAt(0),
  };
  return {
    lab,
    close: async () => {
      await model.close();
      for (const home of homes) rmSync(home, { recursive: true, force: true });
    },
  };
}

interface Place {
  readonly address: string;
  readonly client: Client;
  readonly model: PracticeServer;
  readonly home: string;
  readonly name: string;
}

function startIn(place: Place, run: LabRun): RunningRun {
  const seen: Progress[] = [];
  let outcome: StartOutcome | undefined;
  let onBegin: (runId: string) => void = () => {};
  const begun = new Promise<string>((resolve) => {
    onBegin = resolve;
  });
  const finished = runOptimization({
    source: sourceOf(place, run),
    settings: toSettings(run.settings?.auto ? {} : SMALL, run.settings ?? {}),
    budget: run.budget ?? {},
    numThreads: run.numThreads ?? 8,
    again: run.again ?? false,
    temporal: run.server ?? { address: place.address },
    home: run.home ?? place.home,
    watcher: {
      note: () => {},
      begins: ({ spec, outcome: how }) => {
        outcome = how;
        onBegin(runIdOf(spec.task, spec.specHash));
      },
      progress: (progress) => void seen.push(progress),
    },
    ...(run.signal && { signal: run.signal }),
  });
  // The run may fail before it begins; who waits for its beginning must not wait for ever.
  const failed = finished.then(() => begun);
  failed.catch(() => {});
  const handle = async () =>
    place.client.workflow.getHandle(await Promise.race([begun, failed])) as RunHandle;
  const progress = async () => (await handle()).query<Progress>('progress');
  return { finished, handle, outcome: () => outcome, progress, seen };
}

function sourceOf(place: Place, run: LabRun): TaskSource {
  return run.source ?? { task: taskOf(place, run), baseDir: place.home };
}

function taskOf({ model, name }: Place, { task }: LabRun): TaskDefinition {
  return defineTask({
    name,
    program: oneStep,
    metric: exactMatch('category'),
    ...(task?.trainset ? { trainset: task.trainset } : SMALL_DATA),
    lm: new LM('practice/tickets', { baseUrl: model.url }),
    ...task,
  });
}

const CRAWL_MS = 400;
const ASK_EVERY_MS = 30;

/** Waits until the condition holds; asks every few milliseconds. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  askEveryMs = ASK_EVERY_MS,
): Promise<void> {
  while (!(await holds())) await wait(askEveryMs);
}

export const pause = wait;

/** A saved program without the note that names its run: equal for equal winners of differently named tasks. */
export function withoutOrigin(program: string): unknown {
  const { metadata, ...saved } = JSON.parse(program) as { metadata: Record<string, unknown> };
  const { durable_mipro: _origin, ...rest } = metadata;
  return { ...saved, metadata: rest };
}
