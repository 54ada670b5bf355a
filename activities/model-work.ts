import { activityInfo, CancelledFailure, cancellationSignal } from '@temporalio/activity';
import type { RunContext } from './contract.ts';
import type { Usage } from '../domain/usage.ts';
import { withCallScope } from '../lm/call-scope.ts';
import { systemClock } from '../lm/clock.ts';
import { isCallNotSent } from '../lm/errors.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import { providerHealth } from '../lm/provider-health.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { failure, isTransient, toFailure } from './failures.ts';
import { startPulse } from './pulse.ts';
import { requireTask } from './require-task.ts';

/** Without one good answer for this long the provider is away, and the run blocks instead of trying for ever. */
const OUTAGE_MS = 10 * 60 * 1_000;

/** What one activity that calls models has at hand. */
export interface ModelWork {
  readonly task: LoadedTask;
  /** Aborted on pause, stop, cancel and shutdown, and by `abandon`. No new call is sent then. */
  readonly signal: AbortSignal;
  /** Gives up the rest of this activity's calls, because of an error that concerns all of them. */
  abandon(): void;
  /** What heartbeats say from now on; kept by the server over crashes, at most 4 KiB. */
  report(details: unknown): void;
}

export interface ModelJob {
  readonly run: RunContext;
  readonly stage: string;
  /** The model whose silence counts as an outage. */
  readonly model: (task: LoadedTask) => LanguageModel;
}

/**
 * Runs model work inside an activity: heartbeats from a timer, orders become an abort signal, every call goes through
 * the run's ledger and the response store, errors become failures of `failures.ts`.
 *
 * @returns the work's result and the usage of this activity over all its attempts
 */
export async function modelWork<T>(
  deps: Dependencies,
  job: ModelJob,
  work: (at: ModelWork) => Promise<T>,
): Promise<T & { usage: Usage }> {
  const { runId, budget, numThreads } = job.run;
  const activity = activityName();
  const task = await requireTask(deps, job.run);
  const abandoned = new AbortController();
  const signal = AbortSignal.any([cancellationSignal(), abandoned.signal]);
  const ledger = deps.ledgers.open({ runId, stage: job.stage, activity, budget });
  const startedAtMs = systemClock.nowMs();
  const pulse = startPulse();
  try {
    const { responses, paces } = deps;
    const scope = { responses, paces, ledger, signal, maxConcurrency: numThreads };
    const at = { task, signal, abandon: () => abandoned.abort(), report: pulse.report };
    const result = await withCallScope(scope, () => work(at));
    return { ...result, usage: deps.ledgers.usageOfActivity(runId, activity) };
  } catch (error) {
    throw endOf(error, { model: job.model(task), startedAtMs, flush: pulse.flush });
  } finally {
    pulse.stop();
  }
}

/** Unique over continue-as-new, whose runs number their activities from the start again. */
function activityName(): string {
  const { workflowExecution, activityId } = activityInfo();
  return `${workflowExecution?.runId ?? 'local'}/${activityId}`;
}

interface Ending {
  readonly model: LanguageModel;
  readonly startedAtMs: number;
  readonly flush: () => void;
}

function endOf(error: unknown, { model, startedAtMs, flush }: Ending): unknown {
  const cancelled = cancellationSignal();
  if (cancelled.aborted && (isCallNotSent(error) || isTransient(error))) return interrupted(cancelled, flush);
  if (isTransient(error) && isOutage(model, startedAtMs)) {
    return failure('LmOutage', `${error.message} There was no good answer from ${model.id} for 10 minutes.`);
  }
  return toFailure(error, activityInfo().attempt);
}

/** A shutdown is not the run's end: the last report goes along and the next worker goes on within a second. */
function interrupted(signal: AbortSignal, flush: () => void): unknown {
  const reason: unknown = signal.reason;
  if (reason instanceof CancelledFailure && reason.message.includes('WORKER_SHUTDOWN')) {
    flush();
    return failure('WorkerShutdown', 'The worker is shutting down.', 1_000);
  }
  return reason;
}

/**
 * The server's clock tells how long this activity was tried before, ours how long this attempt takes and since when the
 * provider is silent. The two are never compared: a worker's clock may be days ahead.
 */
function isOutage(model: LanguageModel, startedAtMs: number): boolean {
  const { scheduledTimestampMs, currentAttemptScheduledTimestampMs } = activityInfo();
  const nowMs = systemClock.nowMs();
  const triedMs = currentAttemptScheduledTimestampMs - scheduledTimestampMs + nowMs - startedAtMs;
  const silentMs = nowMs - (providerHealth(model)?.lastSuccessAtMs ?? Number.NEGATIVE_INFINITY);
  return Math.min(triedMs, silentMs) > OUTAGE_MS;
}
