import { setTimeout as wait } from 'node:timers/promises';
import type { Fingerprint, Progress, RunResult } from '../domain/run.ts';
import { changedParts } from '../domain/fingerprint.ts';
import { callUntil } from './call-until.ts';
import { Detached, RunBlocked, RunCancelled, RunFailed, TaskChanged } from './errors.ts';
import { retryingSteps, type RetryingStep } from './retrying-steps.ts';
import type { RunHandle } from './start-run.ts';

const POLL_MS = 300;
const REATTACH_AFTER_MS = 500;
const RETRIES_POLL_MS = 3_000;

/** A question that a worker took with it when it stopped is answered by nobody; the server would wait for a minute. */
const ANSWER_WITHIN_MS = 5_000;

export interface FollowOptions {
  readonly handle: RunHandle;
  /** Of the task as it is here; a run that began with another one is refused. */
  readonly fingerprint: Fingerprint;
  readonly onProgress: (progress: Progress) => void;
  /** Told when a step keeps failing: such a run looks alive and goes nowhere. */
  readonly onRetry: (step: RetryingStep) => void;
  /** Aborted when someone stops watching. */
  readonly signal?: AbortSignal;
}

/**
 * Waits for the run's result through outages of the server, telling where it stands meanwhile.
 * @throws RunBlocked, TaskChanged, RunCancelled, RunFailed, Detached
 */
export async function followRun(options: FollowOptions): Promise<RunResult> {
  const ended = new AbortController();
  const stop = AbortSignal.any([ended.signal, ...(options.signal ? [options.signal] : [])]);
  const asking = [resultOf(options.handle, stop), watch(options, stop), watchRetries(options, stop)];
  try {
    // The detachment first: when someone has left already, all of them end at once.
    return await Promise.race([
      ...(options.signal ? [detachment(options.signal, options.handle.workflowId)] : []),
      ...asking,
    ]);
  } finally {
    ended.abort();
    await Promise.allSettled(asking);
  }
}

/** The client's own retries end after some 20 seconds without a server: then it attaches again, as often as needed. */
async function resultOf(handle: RunHandle, stop: AbortSignal): Promise<RunResult> {
  for (;;) {
    try {
      return await callUntil(stop, handle.client.connection, () => handle.result());
    } catch (error) {
      if (stop.aborted) throw new NoLongerAsked();
      if (!isConnectionTrouble(error)) throw toRunError(handle.workflowId, error);
      await wait(REATTACH_AFTER_MS);
    }
  }
}

/** Nobody waits any more: a connection may be closed only once its last call has ended. */
class NoLongerAsked extends Error {
  override readonly name = 'NoLongerAsked';
}

async function watch({ handle, fingerprint, onProgress }: FollowOptions, stop: AbortSignal): Promise<never> {
  let last = '';
  while (!stop.aborted) {
    const progress = await readProgress(handle, stop);
    if (progress !== null && !stop.aborted) {
      refuseChanges(handle.workflowId, progress, fingerprint);
      const now = JSON.stringify(progress);
      if (now !== last) onProgress(progress);
      last = now;
      if (progress.status === 'blocked' && progress.blocked !== null)
        throw new RunBlocked(handle.workflowId, progress.blocked);
    }
    await waitUnless(stop, POLL_MS);
  }
  throw new NoLongerAsked();
}

/** Tells of each step that keeps failing, once per further reason. */
async function watchRetries({ handle, onRetry }: FollowOptions, stop: AbortSignal): Promise<never> {
  const told = new Set<string>();
  while (!stop.aborted) {
    await waitUnless(stop, RETRIES_POLL_MS);
    for (const retrying of await readRetries(handle, stop)) {
      const what = `${retrying.step}: ${retrying.reason}`;
      if (!told.has(what)) onRetry(retrying);
      told.add(what);
    }
  }
  throw new NoLongerAsked();
}

async function readRetries(handle: RunHandle, stop: AbortSignal): Promise<RetryingStep[]> {
  if (stop.aborted) return [];
  try {
    return await callUntil(stop, handle.client.connection, () => retryingSteps(handle));
  } catch (error) {
    if (stop.aborted || isConnectionTrouble(error)) return [];
    throw error;
  }
}

async function waitUnless(stop: AbortSignal, ms: number): Promise<void> {
  await wait(ms, undefined, { signal: stop }).catch(() => {});
}

/** Null while no worker or server answers: that is no reason to stop waiting. */
export async function readProgress(handle: RunHandle, stop: AbortSignal): Promise<Progress | null> {
  try {
    return await callUntil(stop, handle.client.connection, () =>
      handle.client.connection.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
        handle.query<Progress>('progress'),
      ),
    );
  } catch (error) {
    if (stop.aborted) return null;
    if (isUnanswered(error)) return null;
    throw error;
  }
}

function refuseChanges(runId: string, progress: Progress, fingerprint: Fingerprint): void {
  if (progress.fingerprint === null) return;
  const changed = changedParts(progress.fingerprint, fingerprint);
  if (changed.length > 0) throw new TaskChanged(runId, changed);
}

function detachment(signal: AbortSignal, runId: string): Promise<never> {
  return new Promise((_, reject) => {
    const detach = () => reject(new Detached(runId));
    if (signal.aborted) detach();
    else signal.addEventListener('abort', detach, { once: true });
  });
}

/** True for gRPC trouble: the server is away, restarts, or is too slow. */
export function isConnectionTrouble(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ServiceError' || error.name === 'QueryRejectedError');
}

/** True when a question found nobody to answer it: no server, no worker, or one that has not got that far. */
export function isUnanswered(error: unknown): boolean {
  return isConnectionTrouble(error) || (error instanceof Error && error.name === 'QueryNotRegisteredError');
}

interface Caused {
  readonly name?: string;
  readonly message?: string;
  readonly type?: string;
  readonly cause?: Caused;
}

/** The words of a failed workflow, found at the bottom of Temporal's chain of causes. */
function toRunError(runId: string, error: unknown): unknown {
  const failed = error as Caused;
  if (failed.name !== 'WorkflowFailedError') return error;
  if (CANCELLATIONS.includes(failed.cause?.name ?? '')) return new RunCancelled(runId);
  const { type, name, message } = rootOf(failed.cause ?? {});
  return new RunFailed(runId, type ?? name ?? 'unknown', message ?? 'no reason was given');
}

const CANCELLATIONS: readonly string[] = ['CancelledFailure', 'TerminatedFailure'];

/** The first cause with a failure type of ours, else the last. */
function rootOf(cause: Caused): Caused {
  return cause.type === undefined && cause.cause !== undefined ? rootOf(cause.cause) : cause;
}
