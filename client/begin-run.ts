import { InvalidRequest } from '../domain/errors.ts';
import { raisedCaps } from '../domain/extension.ts';
import type { Progress, RunSpec } from '../domain/run.ts';
import { giveOrder, type Order } from './give-order.ts';
import {
  isUnderWayAlready,
  startRun,
  type RunHandle,
  type StartOutcome,
  type StartPlace,
  type StartPlan,
} from './start-run.ts';

export interface BegunRun {
  readonly handle: RunHandle;
  /** What it came to: another command may have been quicker than ours. */
  readonly outcome: StartOutcome;
}

/** Does what the plan says. Two commands may find at once that an ended run can go on: the later one joins. */
export async function beginRun(at: StartPlace, spec: RunSpec, plan: StartPlan): Promise<BegunRun> {
  try {
    return { handle: await startRun(at, spec, plan), outcome: plan.outcome };
  } catch (error) {
    if (!isUnderWayAlready(error)) throw error;
    return { handle: await startRun(at, spec, { outcome: 'joined', resume: null }), outcome: 'joined' };
  }
}

/** @throws InvalidRequest when the run refuses the order, or has ended meanwhile */
export async function giveJoined({ handle, outcome }: BegunRun, order: Order): Promise<void> {
  if (outcome !== 'joined')
    throw new InvalidRequest(`The run ${handle.workflowId} has ended meanwhile. Give the order again.`);
  await giveOrder(handle.client, handle.workflowId, order);
}

/** Starting the same command again is how a person says that the cause of a block is removed, or that it may cost more. */
export async function letGoOn(handle: RunHandle, { budget }: RunSpec): Promise<void> {
  const raised = raisedCaps((await handle.query<RunSpec>('spec')).budget, budget);
  const progress = await handle.query<Progress>('progress');
  try {
    if (Object.keys(raised).length > 0) await handle.executeUpdate('extend', { args: [{ budget: raised }] });
    if (progress.status === 'blocked') await handle.executeUpdate('resume');
  } catch (error) {
    if (!hasMovedOn(error)) throw error;
  }
}

/** Someone stopped or cancelled the run meanwhile: there is nothing left to resume, and its result will come. */
function hasMovedOn(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'WorkflowUpdateFailedError' || error.name === 'WorkflowNotFoundError')
  );
}
