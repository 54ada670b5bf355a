import { hash } from 'node:crypto';
import type { ResponseStore, ResponseStoreStats, StoredResponse } from '../domain/response-store.ts';
import type { StoreDatabase } from './store-database.ts';

/** Answers in SQLite. SQLite has no checksums of its own, so each row carries one over its key and value. */
export class SqliteResponseStore implements ResponseStore {
  readonly #database: StoreDatabase;

  constructor(database: StoreDatabase) {
    this.#database = database;
  }

  get(key: string): StoredResponse | undefined {
    const row = this.#database.prepare('SELECT value, sha256 FROM responses WHERE key = ?').get(key);
    if (row === undefined) return undefined;
    const value = String(row['value']);
    if (answerChecksum(key, value) === row['sha256']) return JSON.parse(value) as StoredResponse;
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
  return hash('sha256', `${key}\n${value}`, 'hex');
}
