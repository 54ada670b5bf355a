import {
  CancellationScope,
  ChildWorkflowCancellationType,
  condition,
  executeChild,
  isCancellation,
  ParentClosePolicy,
} from '@temporalio/workflow';
import type { PreparedNight } from '../activities/contract-of-nights.ts';
import { BASELINE_KEY } from '../domain/candidate.ts';
import type { NightRun } from '../domain/night.ts';
import type { RunResult, RunSpec } from '../domain/run.ts';
import { runIdOf } from '../domain/task-queue.ts';
import { codeChanged, givesWay, isDeployedAnew, untilMended } from './give-way.ts';
import { NightEnding } from './night-ending.ts';
import { note, type Night } from './night.ts';
import type { optimize } from './optimize.ts';

/**
 * The run of the night begins with the champion: it is the unchanged program, and its texts are choices of the search.
 * @throws NightEnding when it finds nothing better, or is blocked for too long
 */
export async function optimizeAgain(night: Night, { spec }: PreparedNight): Promise<NightRun> {
  night.stage = 'optimize';
  night.runId = runIdOf(spec.task, spec.specHash);
  const result = await unlessGivenUp(night, () => theRun(spec));
  night.runBlocked = null;
  const run = runOf(result);
  note(night, { run });
  if (result.bestKey === BASELINE_KEY) {
    throw new NightEnding(
      'kept',
      'Kept because nothing better than the champion was found on the validation rows. No look at the holdout was spent.',
    );
  }
  return run;
}

function theRun(spec: RunSpec): Promise<RunResult> {
  return executeChild<typeof optimize>('optimize', {
    workflowId: runIdOf(spec.task, spec.specHash),
    args: [{ spec }],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    staticSummary: `MIPROv2, nightly: ${spec.task}`,
  });
}

/** Cancels the work when the night must give way, and waits for its end: what it has paid for is counted. */
async function unlessGivenUp<T>(night: Night, start: () => Promise<T>): Promise<T> {
  const work = new CancellationScope();
  const watch = new CancellationScope();
  const working = work.run(start);
  const giving = watch.run(() => untilGivenUp(night)).catch(unlessCancelled);
  try {
    return await Promise.race([working, giving]);
  } catch (error) {
    if (!(error instanceof NightEnding)) throw error;
    work.cancel();
    await working.catch(() => {});
    throw error;
  } finally {
    watch.cancel();
  }
}

/** Who cancels the night waits for its run: the watch has nothing to say then. */
function unlessCancelled(error: unknown): Promise<never> {
  if (!isCancellation(error)) throw error;
  return new Promise(() => {});
}

/** @throws NightEnding as soon as waiting for the run makes no sense any more */
async function untilGivenUp(night: Night): Promise<never> {
  for (;;) {
    await condition(() => night.runBlocked !== null);
    const reason = night.runBlocked;
    if (reason === null) continue;
    if (!givesWay()) return new Promise(() => {});
    if (isDeployedAnew(reason)) throw codeChanged();
    await untilMended(night, { reason, isMended: () => night.runBlocked !== reason });
  }
}

function runOf({ runId, program, stoppedBecause, baseline, best }: RunResult): NightRun {
  return { runId, program, stoppedBecause, baseline, best };
}
