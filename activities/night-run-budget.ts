import type { Budget } from '../domain/budget.ts';
import { InvalidRequest } from '../domain/errors.ts';
import type { RunSettings } from '../domain/settings.ts';
import type { LoadedTask } from './dependencies.ts';
import type { HoldoutRoom } from './holdout-room.ts';
import { runBudget, type NightCaps } from './night-budget.ts';
import { refuseSmallBudget } from './refuse-small-budget.ts';

/**
 * The caps of the night's run, with which it can find something. Null when that is not so because the month has little
 * left, which is no mistake of the task's.
 * @throws InvalidRequest when the caps of a night are too small
 */
export function nightRunBudget(task: LoadedTask, night: NightMeans): Budget | null {
  const { settings, before, after } = night;
  const { caps, isCut } = night.budget;
  try {
    const budget = runBudget(caps, after);
    const least = budget === null ? null : runBudget(budget, before);
    if (least === null)
      throw new InvalidRequest(`The caps of a night of ${task.name} leave its run nothing.`);
    refuseSmallBudget(task, { settings, budget: least });
    return budget;
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    if (isCut) return null;
    throw new InvalidRequest(`${error.message} ${keptBack(before, after)}`);
  }
}

export interface NightMeans {
  readonly settings: RunSettings;
  readonly budget: NightCaps;
  /** What the champion takes on the holdout: on the run's account before it begins. Less where its cells are known. */
  readonly before: HoldoutRoom;
  /** What must be left when the run ends. */
  readonly after: HoldoutRoom;
}

function keptBack(before: HoldoutRoom, after: HoldoutRoom): string {
  const lmCalls = before.lmCalls + after.lmCalls;
  const costUsd = before.costUsd === null || after.costUsd === null ? null : before.costUsd + after.costUsd;
  const cost = costUsd === null ? '' : `, about $${costUsd.toPrecision(2)}`;
  return `Of the caps of a night (nightly.budget.perNight, or defaults.budget), ${lmCalls} calls${cost}, are kept for its holdout.`;
}
