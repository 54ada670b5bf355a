import { sha256OfText } from './content-hash.ts';
import { isStoreFailed } from '../domain/errors.ts';
import type { ResponseStore, ResponseStoreStats, StoredResponse } from '../domain/response-store.ts';
import { readStoredResponse } from './read-stored-response.ts';
import type { StoreDatabase } from './store-database.ts';
import { warnOnStderr } from './warn-on-stderr.ts';

/** Answers in SQLite. SQLite has no checksums of its own, so each row carries one over its key and value. */
export class SqliteResponseStore implements ResponseStore {
  readonly #database: StoreDatabase;
  readonly #warn: (line: string) => void;
  /** Paid answers that could not be written. */
  readonly #held = new Map<string, StoredResponse>();

  /** `warn` gets one line when answers begin to be kept in memory only. */
  constructor(database: StoreDatabase, warn: (line: string) => void = warnOnStderr) {
    this.#database = database;
    this.#warn = warn;
  }

  get(key: string): StoredResponse | undefined {
    if (this.#held.size > 0) this.#writeHeld();
    return this.#read(key) ?? this.#held.get(key);
  }

  hold(key: string, response: StoredResponse): void {
    if (this.#held.size === 0) {
      this.#warn(
        `An answer could not be written to ${this.#database.file}; it and those that follow are kept in memory, and written as soon as that works. Free some space: until then the end of this process would lose them.`,
      );
    }
    this.#held.set(key, structuredClone(response));
  }

  #writeHeld(): void {
    try {
      for (const [key, response] of this.#held) {
        this.putIfAbsent(key, response);
        this.#held.delete(key);
      }
    } catch (error) {
      if (!isStoreFailed(error)) throw error;
    }
  }

  #read(key: string): StoredResponse | undefined {
    const row = this.#database.prepare('SELECT value, sha256 FROM responses WHERE key = ?').get(key);
    if (row === undefined) return undefined;
    const value = String(row['value']);
    const response = answerChecksum(key, value) === row['sha256'] ? readStoredResponse(value) : null;
    if (response !== null) return response;
    this.#database
      .prepare('DELETE FROM responses WHERE key = ? AND sha256 IS ?')
      .run(key, row['sha256'] ?? null);
    return undefined;
  }

  putIfAbsent(key: string, response: StoredResponse): boolean {
    const value = JSON.stringify(response);
    const { changes } = this.#database
      .prepare('INSERT INTO responses (key, value, sha256, at_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(key, value, answerChecksum(key, value), Date.now());
    return Number(changes) > 0;
  }

  stat(): ResponseStoreStats {
    const row = this.#database
      .prepare('SELECT count(*) AS answers, coalesce(sum(octet_length(value)), 0) AS bytes FROM responses')
      .get();
    return { answers: Number(row?.['answers'] ?? 0), bytes: Number(row?.['bytes'] ?? 0) };
  }
}

/** Over key and value, so that an answer cannot be moved to another key. */
export function answerChecksum(key: string, value: string): string {
  return sha256OfText(`${key}\n${value}`);
}
