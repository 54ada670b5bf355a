import { setTimeout as wait } from 'node:timers/promises';
import type { Crew, VictimKind } from './crew.ts';

/** A kill as it was: what is needed to judge it by the requests that came. */
export interface Strike<Kind extends string = VictimKind> {
  readonly kind: Kind;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Requests at the practice server once nothing more could come from what was killed. */
  readonly requestsBefore: number;
  /** Requests that were waiting for their answer. */
  readonly inFlight: number;
}

const ASK_EVERY_MS = 5;
/** What a dead process had sent may still be on its way. */
const SETTLE_MS = 200;
const RESTART_AFTER_MS = 1_000;
/** Many times the longest recovery. */
const PATIENCE_MS = 180_000;

export interface StrikeMoment {
  readonly kind: VictimKind;
  /** Strikes when so many different requests have come … */
  readonly uniqueRequests: number;
  /** … and so much later. */
  readonly delayMs: number;
  /** Which worker. @defaultValue the first */
  readonly worker?: number;
}

/**
 * Kills, lets be brought back, and waits until the run has asked something new. Null when there was nothing to kill:
 * the run had ended, or had not come so far.
 */
export async function strikeAt(
  crew: Crew,
  { kind, uniqueRequests, delayMs, worker = 0 }: StrikeMoment,
): Promise<Strike | null> {
  await untilAsked(crew, uniqueRequests);
  await wait(delayMs);
  if (crew.hasEnded()) return null;
  const [atMs, { inFlight }] = [Date.now(), crew.model.stats()];
  if (!(await crew.strike(kind, worker))) return null;
  // The others go on asking when only the server is gone.
  if (kind !== 'server') await wait(SETTLE_MS);
  const { requests: requestsBefore, uniqueRequests: known } = crew.model.stats();
  if (kind !== 'server') await wait(RESTART_AFTER_MS - SETTLE_MS);
  crew.bringBack(kind, worker);
  await untilAsked(crew, known + 1);
  return { kind, atMs, requestsBefore, inFlight };
}

/** Waits until so many different requests have come, or the run has ended. @throws Error when nothing new comes for long */
export async function untilAsked(crew: Crew, uniqueRequests: number): Promise<void> {
  const givenUpAt = performance.now() + PATIENCE_MS;
  while (crew.model.stats().uniqueRequests < uniqueRequests && !crew.hasEnded()) {
    if (performance.now() > givenUpAt)
      throw new Error(
        `The run asked nothing new for a long time; ${uniqueRequests} requests were waited for.`,
      );
    await wait(ASK_EVERY_MS);
  }
}
