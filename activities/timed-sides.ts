import { isBudgetExhausted } from '../domain/errors.ts';
import type { Example } from '../domain/example.ts';
import { currentCallScope, withCallScope } from '../lm/call-scope.ts';
import type { Sides } from './contract-of-nights.ts';
import type { LoadedTask } from './dependencies.ts';
import type { UserCode } from './user-code/user-code.ts';

/** Rows on which both programs are timed, spread over the holdout. */
export const TIMED_ROWS = 20;
const LEAST_ROWS = 5;
/** Well within the time of one attempt: slow programs are timed on fewer rows. */
const TIME_LIMIT_MS = 8 * 60_000;

export interface Timing {
  readonly rows: readonly Example[];
  readonly nowMs: () => number;
  readonly userCode: Pick<UserCode, 'callProgram'>;
  /** Runs one program call; the wait for its slot is not timed. */
  readonly inSlot: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * The median time of one program call, in milliseconds, as the caller measures it. Both sides are asked anew, one call
 * at a time and in turns: stored answers have come at other hours and under another load. Null on both sides when the
 * budget or the time allow fewer than five rows.
 */
export async function timedSides(
  sides: Sides<LoadedTask>,
  { rows, nowMs, userCode, inSlot }: Timing,
): Promise<Sides<number | null>> {
  const times: Sides<number[]> = { champion: [], challenger: [] };
  const startedAtMs = nowMs();
  for (const [index, row] of spread(rows).entries()) {
    if (nowMs() - startedAtMs > TIME_LIMIT_MS) break;
    try {
      // Who goes first finds what the other warms up: they take turns at that, too.
      const order: readonly (keyof Sides<unknown>)[] =
        index % 2 === 0 ? ['champion', 'challenger'] : ['challenger', 'champion'];
      for (const side of order)
        times[side].push(await inSlot(() => timed(nowMs, () => userCode.callProgram(sides[side], row))));
    } catch (error) {
      if (!isBudgetExhausted(error)) throw error;
      break;
    }
  }
  const paired = Math.min(times.champion.length, times.challenger.length);
  if (paired < Math.min(LEAST_ROWS, rows.length) || paired === 0) return { champion: null, challenger: null };
  return { champion: median(times.champion), challenger: median(times.challenger) };
}

async function timed(nowMs: () => number, call: () => Promise<void>): Promise<number> {
  const { responses: _stored, ...scope } = currentCallScope();
  const startedAtMs = nowMs();
  await withCallScope(scope, call);
  return nowMs() - startedAtMs;
}

function spread(rows: readonly Example[]): Example[] {
  const count = Math.min(TIMED_ROWS, rows.length);
  return Array.from({ length: count }, (_, n) => rows[Math.floor((n * rows.length) / count)] ?? []).flat();
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
