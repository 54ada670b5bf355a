import type { JournalEntry, Outcome } from '../../lm/practice/journal.ts';

export interface RequestCounts {
  /** Different requests. */
  readonly unique: number;
  /** Sent again because the one before brought no usable answer. */
  readonly retries: number;
  /** Equal to one that another process had sent a moment before. */
  readonly atOnce: number;
  /** The rest: sent again although an answer had been sent. */
  readonly repeats: number;
}

/** Outcomes after which asking the same again cannot be the retry policy's doing. */
const ANSWERS: readonly Outcome[] = ['answered', 'wrong-schema', 'refusal', 'content-filter'];

/** True for a request whose answer the client could read. */
export function isAnswer({ outcome }: JournalEntry): boolean {
  return ANSWERS.includes(outcome);
}

/** Sorts requests, given in the order they came, by why they were sent. Pure. */
export function countRequests(
  requests: readonly JournalEntry[],
  { atOnceMs }: { readonly atOnceMs: number },
): RequestCounts {
  const before = new Map<string, JournalEntry>();
  const counts = { unique: 0, retries: 0, atOnce: 0, repeats: 0 };
  for (const request of requests) {
    counts[reasonFor(request, before.get(request.requestHash), atOnceMs)] += 1;
    before.set(request.requestHash, request);
  }
  return counts;
}

function reasonFor(
  request: JournalEntry,
  before: JournalEntry | undefined,
  atOnceMs: number,
): keyof RequestCounts {
  if (before === undefined) return 'unique';
  if (!isAnswer(before)) return 'retries';
  return request.timeMs - before.timeMs < atOnceMs ? 'atOnce' : 'repeats';
}
