/** What is known of one model's rate; plain JSON. Times are milliseconds since 1970. */
export interface PaceState {
  /** Since when answers are counted; null before the first request. */
  readonly stretchStartMs: number | null;
  readonly answers: number;
  /** When the stretch that ended with a refusal is judged; null when there is none. */
  readonly learnAtMs: number | null;
  /** Requests allowed per millisecond; null when nothing was learned. */
  readonly perMs: number | null;
  readonly learnedAtMs: number;
  readonly doublingMs: number;
  readonly lastSentMs: number | null;
  /** Nothing is sent before. */
  readonly gateOpensAtMs: number;
}

/**
 * What several processes know together of how fast models may be asked. Each keeps its own count until one of them is
 * refused; from then on all of them count there, so that they share the allowed rate instead of learning a part of it each.
 */
export interface PaceBoard {
  /** Null when nobody was refused yet. */
  read(scope: string): PaceState | null;
  /** Reads, changes and writes as one, over all processes. Gives what is written. */
  change(scope: string, change: (there: PaceState | null) => PaceState): PaceState;
}
