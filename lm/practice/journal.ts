import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { FaultKind } from './fault.ts';

/** What the server decided to do with a request. */
export type Outcome = 'answered' | 'bad-request' | 'unauthorized' | FaultKind;

/** One request, without its text. */
export interface JournalEntry {
  /** From 1, in the order of arrival. */
  readonly sequence: number;
  /** Arrival, milliseconds since 1970. */
  readonly timeMs: number;
  /** SHA-256, lower-case hex, of the model, messages, temperature and seed: equal requests have equal hashes. */
  readonly requestHash: string;
  readonly outcome: Outcome;
  /** HTTP status; null where none is sent. */
  readonly status: number | null;
}

export interface JournalStats {
  readonly requests: number;
  readonly uniqueRequests: number;
  readonly byOutcome: { readonly [outcome in Outcome]?: number };
}

export interface Journal {
  /** Written, to the file too, before the request is answered: a killed server has lost no line. */
  add(entry: JournalEntry): void;
  entries(): JournalEntry[];
  stats(): JournalStats;
  close(): void;
}

/** A journal in memory and, if a path is given, in a file: one JSON object a line, appended. */
export function openJournal(path: string | undefined): Journal {
  const entries: JournalEntry[] = [];
  const unique = new Set<string>();
  const byOutcome: { [outcome in Outcome]?: number } = {};
  let file = path === undefined ? null : openSync(path, 'a', 0o600);
  return {
    add(entry) {
      entries.push(entry);
      unique.add(entry.requestHash);
      byOutcome[entry.outcome] = (byOutcome[entry.outcome] ?? 0) + 1;
      if (file !== null) writeSync(file, `${JSON.stringify(entry)}\n`);
    },
    entries: () => [...entries],
    stats: () => ({ requests: entries.length, uniqueRequests: unique.size, byOutcome: { ...byOutcome } }),
    close() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}

export function hashRequest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
