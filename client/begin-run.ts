import { InvalidRequest } from '../domain/errors.ts';
import type { RunSpec } from '../domain/run.ts';
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
