import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { storeFailure } from './store-failure.ts';
import { StoreStatement } from './store-statement.ts';

/** One open database file with its prepared statements. All stores of a process share it. */
export class StoreDatabase {
  readonly file: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StoreStatement>();

  constructor(file: string, connection: DatabaseSync) {
    this.file = file;
    this.#connection = connection;
  }

  /** Prepares each text once and keeps it. @throws StoreFailed, as its statements do */
  prepare(sql: string): StoreStatement {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) return kept;
    const statement = new StoreStatement(this.file, this.#prepared(sql));
    this.#statements.set(sql, statement);
    return statement;
  }

  /**
   * Runs `work` as one transaction that holds the write lock from its start, so that what it reads cannot change
   * under it in another process. Inside another one it is part of that. Nothing asynchronous may happen inside.
   * @throws StoreFailed, with nothing written: a full disk is often noticed only at the end
   */
  transaction<T>(work: () => T): T {
    if (this.#connection.isTransaction) return work();
    try {
      this.#connection.exec('BEGIN IMMEDIATE');
      const result = work();
      this.#connection.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
      throw storeFailure(this.file, error);
    }
  }

  #prepared(sql: string): StatementSync {
    try {
      return this.#connection.prepare(sql);
    } catch (error) {
      throw storeFailure(this.file, error);
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }
}
