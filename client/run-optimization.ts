import type { LoadedTask } from '../activities/dependencies.ts';
import type { UserCode } from '../activities/user-code/user-code.ts';
import type { Budget } from '../domain/budget.ts';
import { changedParts } from '../domain/fingerprint.ts';
import type { Progress, RunResult, RunSpec } from '../domain/run.ts';
import type { RunSettings } from '../domain/settings.ts';
import { runIdOf } from '../domain/task-queue.ts';
import { FileArtifactStore } from '../stores/file-artifact-store.ts';
import { artifactsFolder } from '../stores/home.ts';
import { RunFolders } from '../stores/run-folders.ts';
import type { TaskSource } from '../workers/load-task.ts';
import { loadTask } from '../workers/load-task.ts';
import { connectTemporal, type Connected } from './connection.ts';
import { TaskChanged } from './errors.ts';
import { beginRun, giveJoined } from './begin-run.ts';
import type { Order } from './give-order.ts';
import { followRun } from './follow-run.ts';
import { checkRequest } from './check-request.ts';
import { prepareHome } from './prepare-home.ts';
import { toRunSpec } from './run-spec.ts';
import { progressAtEnd } from './progress-at-end.ts';
import { capsToGoOnWith, endedRun } from './ended-run.ts';
import { letGoOn } from './let-go-on.ts';
import { planStart, statusOf, type StartOutcome } from './start-run.ts';

export interface RunOptions {
  readonly source: TaskSource;
  readonly settings: RunSettings;
  readonly budget: Budget;
  readonly numThreads: number;
  /** Start a new run even if the same one is finished or under way. */
  readonly again: boolean;
  /** Given to the run once this process serves it; only for one that is under way. */
  readonly order?: Order;
  readonly temporal?: { readonly address?: string; readonly namespace?: string };
  readonly home: string;
  readonly watcher: RunWatcher;
  /** Aborted by someone who wants to stop watching. */
  readonly signal?: AbortSignal;
}

/** Told what happens; for people, never for results. */
export interface RunWatcher {
  /** One line about set-up: a server that is started, a build that takes minutes. */
  note(line: string): void;
  /** Before anything is started or paid. */
  plans?(start: RunStart): void;
  /** The server has the run. */
  begins(start: RunStart): void;
  progress(progress: Progress): void;
}

export interface RunStart {
  readonly spec: RunSpec;
  readonly task: LoadedTask;
  readonly outcome: StartOutcome;
  readonly address: string;
}

export interface FinishedRun {
  readonly result: RunResult;
  /** The winning program in DSPy's file layout. */
  readonly program: string;
  readonly programFile: string;
  readonly task: LoadedTask;
  /** True when the run had finished before: nothing was done now. */
  readonly finishedBefore: boolean;
}

/**
 * Optimizes a task: finds or starts a server, serves the task in this process, starts or joins the run and waits for
 * its result. A run that has finished gives its result without a server and without a model call.
 */
export async function runOptimization(options: RunOptions): Promise<FinishedRun> {
  prepareHome(options.home);
  const task = await loadTask(options.source);
  const spec = toRunSpec({ ...options, task });
  const runs = new RunFolders(options.home);
  const before = options.again ? null : await resultOnFile(options.home, spec, task);
  if (before !== null && options.order === undefined && !(await hasMore(runs, spec, before.result)))
    return before;
  const { openUserCode } = await import('../workers/try-task.ts');
  const userCode = openUserCode(options.home);
  try {
    await checkRequest(task, options, userCode);
    const result = await connectAndRun(options, { task, spec, runs, userCode });
    return await toFinishedRun(options.home, task, { result, finishedBefore: false });
  } finally {
    await userCode.close();
  }
}

async function connectAndRun(options: RunOptions, parts: Omit<Parts, 'connected'>): Promise<RunResult> {
  const connected = await connectTemporal({
    ...options.temporal,
    home: options.home,
    log: (line) => options.watcher.note(line),
  });
  try {
    return await runWithWorker(options, { ...parts, connected });
  } finally {
    await connected.release();
  }
}

interface Parts {
  readonly task: LoadedTask;
  readonly spec: RunSpec;
  readonly runs: RunFolders;
  readonly connected: Connected;
  readonly userCode: UserCode;
}

async function runWithWorker(
  options: RunOptions,
  { task, spec, runs, connected, userCode }: Parts,
): Promise<RunResult> {
  if (options.again) await startAnew(options.home, { spec, runs, connected });
  const { client, address } = connected;
  const { fingerprint } = task;
  const plan = await planStart({ client, spec, runs, fingerprint, again: options.again });
  const start = { spec, task, outcome: plan.outcome, address };
  options.watcher.plans?.(start);
  const { startOptimizerWorker } = await import('../workers/optimizer-worker.ts');
  const worker = await startOptimizerWorker({
    connection: await connected.connectWorker(),
    namespace: connected.namespace,
    tasks: [options.source],
    loaded: [task],
    home: options.home,
    userCode,
  });
  const failed = worker.finished.then(() => new Promise<never>(() => {}));
  try {
    const begun = await beginRun({ client, runs, home: options.home }, spec, plan);
    options.watcher.begins({ ...start, outcome: begun.outcome });
    if (options.order !== undefined) await giveJoined(begun, options.order);
    else if (begun.outcome === 'joined') await letGoOn(begun.handle, spec, options.signal);
    const following = followRun({
      handle: begun.handle,
      fingerprint,
      onProgress: (progress) => options.watcher.progress(progress),
      onRetry: ({ step, attempt, reason }) =>
        options.watcher.note(`${step} keeps failing (attempt ${attempt}) and is tried again: ${reason}`),
      ...(options.signal && { signal: options.signal }),
    });
    const result = await Promise.race([following, failed]);
    options.watcher.progress(progressAtEnd(result));
    return result;
  } finally {
    await worker.shutdown();
  }
}

/** The old run's account and files must not mix with the new one's; stored answers are kept and used. */
async function startAnew(
  home: string,
  { spec, runs, connected }: Omit<Parts, 'task' | 'userCode'>,
): Promise<void> {
  const runId = runIdOf(spec.task, spec.specHash);
  if ((await statusOf(connected.client, runId)) === 'RUNNING') {
    await connected.client.workflow.getHandle(runId).terminate('started anew');
  }
  const { openStores } = await import('../stores/open-stores.ts');
  const { createLedgerBook } = await import('../stores/ledger-book.ts');
  const stores = openStores(home);
  createLedgerBook(stores.database).forget(runId);
  stores.close();
  await runs.setAside(spec);
}

/** Whether the command gives an ended run what it ended for want of. */
async function hasMore(runs: RunFolders, spec: RunSpec, result: RunResult): Promise<boolean> {
  if (!['budget', 'deadline'].includes(result.stoppedBecause) || Object.keys(spec.budget).length === 0)
    return false;
  const ended = await endedRun(runs, spec);
  return ended !== null && capsToGoOnWith(ended, spec.budget) !== null;
}

async function resultOnFile(home: string, spec: RunSpec, task: LoadedTask): Promise<FinishedRun | null> {
  const result = await new RunFolders(home).result(spec);
  if (result === null) return null;
  const changed = changedParts(result.fingerprint, task.fingerprint);
  if (changed.length > 0) throw new TaskChanged(result.runId, changed);
  return toFinishedRun(home, task, { result, finishedBefore: true });
}

/** The program's file may be gone, or on the worker's host only: its text is an artifact too. */
async function toFinishedRun(
  home: string,
  task: LoadedTask,
  { result, finishedBefore }: Pick<FinishedRun, 'result' | 'finishedBefore'>,
): Promise<FinishedRun> {
  const key = { task: result.task, specHash: result.specHash };
  const runs = new RunFolders(home);
  const program = (await runs.program(key, result)) ?? (await restoreProgram(home, result));
  // The server's word, where the file was damaged or lies on the worker's host only.
  if ((await runs.textOf(key, 'result.json')) === null) await runs.saveResult(key, result, program);
  return { result, program, programFile: runs.programFile(key), task, finishedBefore };
}

async function restoreProgram(home: string, result: RunResult): Promise<string> {
  const program = (await new FileArtifactStore(artifactsFolder(home)).get(result.program)) as string;
  await new RunFolders(home).saveResult({ task: result.task, specHash: result.specHash }, result, program);
  return program;
}
