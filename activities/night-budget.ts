import type { Budget } from '../domain/budget.ts';
import type { UsageLine } from '../domain/call-ledger.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import type { HoldoutRoom } from './holdout-room.ts';
import type { NightlyOptions } from './nightly-options.ts';

export interface NightCaps {
  readonly caps: Budget;
  /** The month leaves less than a night may spend. */
  readonly isCut: boolean;
}

export type NightBudget = ({ readonly kind: 'caps' } & NightCaps) | { readonly kind: 'spent' };

/** What this night may spend: its own caps, and no more than the nights of this month have left. Pure. */
export function nightBudget(
  { perNight, perMonth }: Pick<NightlyOptions, 'perNight' | 'perMonth'>,
  spent: readonly UsageLine[],
): NightBudget {
  const usage = spent.reduce<Usage>(addUsage, NO_USAGE);
  const calls = least(perNight.maxLmCalls, left(perMonth.maxLmCalls, usage.lmCalls));
  const cost = least(perNight.maxCostUsd, left(perMonth.maxCostUsd, usage.costUsd ?? 0));
  if ((calls ?? 1) <= 0 || (cost ?? 1) <= 0) return { kind: 'spent' };
  const caps = {
    ...perNight,
    ...(calls !== undefined && { maxLmCalls: calls }),
    ...(cost !== undefined && { maxCostUsd: cost }),
  };
  const isCut = calls !== perNight.maxLmCalls || cost !== perNight.maxCostUsd;
  return { kind: 'caps', caps, isCut };
}

/**
 * The caps of the night's run: the challenger is scored on the holdout after it, on the same account. Null when that
 * alone takes all. Pure.
 */
export function runBudget(caps: Budget, room: HoldoutRoom): Budget | null {
  const calls = left(caps.maxLmCalls, room.lmCalls);
  const cost = left(caps.maxCostUsd, room.costUsd ?? 0);
  if ((calls ?? 1) <= 0 || (cost ?? 1) <= 0) return null;
  return {
    ...caps,
    ...(calls !== undefined && { maxLmCalls: calls }),
    ...(cost !== undefined && { maxCostUsd: Number(cost.toPrecision(DIGITS)) }),
  };
}

/** Of dollars: more would be the rounding of a difference. */
const DIGITS = 6;

function left(cap: number | undefined, used: number): number | undefined {
  return cap === undefined ? undefined : cap - used;
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}
