import type { JournalEntry } from '../../lm/practice/journal.ts';
import { NUM_THREADS, type VictimKind } from './crew.ts';
import type { Strike } from './strike.ts';

/** What a kill came to. */
export interface Recovery<Kind extends string = VictimKind> {
  readonly kind: Kind;
  readonly inFlight: number;
  /** Requests sent again after it. */
  readonly repeats: number;
  /** From the kill to the next request that had not been sent before; null when none was left to send. */
  readonly recoveredAfterMs: number | null;
  /** The longest time without a new request between this kill and the next. */
  readonly longestSilenceMs: number;
}

/** What a kill of this kind may repeat: the server sends no requests. */
export function mayRepeat(kind: VictimKind): number {
  return kind === 'server' ? 0 : NUM_THREADS;
}

/** Judges each kill of a run by the requests that came after it and before the next. Pure. */
export function recoveries<Kind extends string>(
  requests: readonly JournalEntry[],
  strikes: readonly Strike<Kind>[],
): readonly Recovery<Kind>[] {
  const isNew = firstOccurrences(requests);
  return strikes.map(({ kind, atMs, requestsBefore, inFlight }, index) => {
    const next = strikes[index + 1];
    const after = requests.slice(requestsBefore, next?.requestsBefore);
    const news = after.filter((request) => isNew.has(request));
    const before = requests.slice(0, requestsBefore).findLast((request) => isNew.has(request));
    return {
      kind,
      inFlight,
      repeats: after.length - news.length,
      recoveredAfterMs: news[0] === undefined ? null : news[0].timeMs - atMs,
      longestSilenceMs: longestGap([before?.timeMs ?? atMs, ...news.map(({ timeMs }) => timeMs)]),
    };
  });
}

function firstOccurrences(requests: readonly JournalEntry[]): ReadonlySet<JournalEntry> {
  const first = new Map<string, JournalEntry>();
  for (const request of requests)
    if (!first.has(request.requestHash)) first.set(request.requestHash, request);
  return new Set(first.values());
}

function longestGap(timesMs: readonly number[]): number {
  return timesMs
    .slice(1)
    .reduce((longest, time, index) => Math.max(longest, time - (timesMs[index] ?? time)), 0);
}
