import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  isCancellation,
} from '@temporalio/workflow';
import { isBlocking, type BlockingFailure } from '../domain/failure-type.ts';
import { control, RunEnding, untilAllowed, type Need, type Run } from './run.ts';
import { tellNight } from './tell-night.ts';

/**
 * Does one step so that orders and blocks can come between: a paused step is interrupted and done again after
 * `resume` (what it finished is in the stores), a step that needs a person blocks the run and is done again after
 * `resume`.
 *
 * @throws RunEnding when the run was stopped or its budget is used up
 */
export async function perform<T>(run: Run, step: () => Promise<T>, need: Need = 'essential'): Promise<T> {
  for (;;) {
    await untilAllowed(run, need);
    const scope = new CancellationScope();
    run.interruptible.add(scope);
    try {
      return await scope.run(step);
    } catch (error) {
      refuseWhenCancelled(error);
      // Interrupted: how the step ended, be it by a failure of its own, says nothing about the run.
      if (!scope.consideredCancelled) blockOrThrow(run, error);
    } finally {
      run.interruptible.delete(scope);
    }
  }
}

/**
 * Does one last step, which no order can come between: a run that was told to stop writes its result too. A step that
 * needs a person blocks the run and is done again after `resume`.
 */
export async function insist<T>(run: Run, step: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      refuseWhenCancelled(error);
      blockOrThrow(run, error);
      await condition(() => run.state.control.blocked === null);
    }
  }
}

function refuseWhenCancelled(error: unknown): void {
  if (!CancellationScope.current().consideredCancelled) return;
  throw isCancellation(error) ? error : new CancelledFailure('The run was cancelled.');
}

function blockOrThrow(run: Run, error: unknown): void {
  if (applicationFailure(error)?.type === 'BudgetExhausted') throw new RunEnding('budget');
  const blocked = { ...blockingFailure(error), stage: run.state.stage };
  control(run, { blocked });
  tellNight(run, blocked);
}

/** What only a person can mend. @throws the error itself when it is something else */
export function blockingFailure(error: unknown): { failure: BlockingFailure; message: string } {
  const failure = applicationFailure(error);
  if (failure === null || !isBlocking(failure.type)) throw error;
  return { failure: failure.type, message: failure.message };
}

/** The activity's own failure, or null when the error is something else. */
export function applicationFailure(error: unknown): ApplicationFailure | null {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) return error.cause;
  return null;
}
