import { condition, patched } from '@temporalio/workflow';
import type { BlockedReason } from '../domain/run.ts';
import { NightEnding } from './night-ending.ts';
import type { Night } from './night.ts';
import { nowMs } from './time.ts';

/**
 * A night must not hold the next ones back: a schedule begins none while one is under way. So a night whose task is
 * deployed anew ends at once, and one that waits for a person ends before the next one is due. Both end as skipped: a
 * failed night would pause the schedule.
 */
export const PATIENCE_MS = 20 * 3_600_000;

/** A night that is blocked late is given at least this long. */
const LEAST_MS = 3_600_000;

/** Nights that were blocked before there was this rule keep waiting. */
export function givesWay(): boolean {
  return patched('night-gives-way');
}

/** Waits until somebody has helped. @throws NightEnding when the next night is due before that */
export async function untilMended(night: Night, { reason, isMended }: Block): Promise<void> {
  const { patienceMs, report } = night;
  const leftMs = report.startedAtMs + patienceMs - nowMs();
  const waitsMs = Math.max(leftMs, Math.min(LEAST_MS, patienceMs));
  if (await condition(isMended, waitsMs)) return;
  throw new NightEnding(
    'skipped',
    `Skipped because it was still blocked (${reason.failure}) when the next night was due. What was paid for is kept, and the next night uses it.`,
    'skipped',
  );
}

export interface Block {
  readonly reason: Pick<BlockedReason, 'failure'>;
  readonly isMended: () => boolean;
}

export function isDeployedAnew({ failure }: Pick<BlockedReason, 'failure'>): boolean {
  return failure === 'TaskChanged';
}

/** Old code has scored one side and new code would score the other: their comparison would mean nothing. */
export function codeChanged(): NightEnding {
  return new NightEnding(
    'skipped',
    'Skipped because the code of the task, its models or its options changed in mid-night. The next night begins with what is deployed now.',
    'skipped',
  );
}
