import type { SQLInputValue, SQLOutputValue, StatementResultingChanges, StatementSync } from 'node:sqlite';
import { storeFailure } from './store-failure.ts';

export type Row = Record<string, SQLOutputValue>;

/** A prepared statement whose trouble with the file has our name. @throws StoreFailed */
export class StoreStatement {
  readonly #file: string;
  readonly #statement: StatementSync;

  constructor(file: string, statement: StatementSync) {
    this.#file = file;
    this.#statement = statement;
  }

  run(...values: SQLInputValue[]): StatementResultingChanges {
    return this.#named(() => this.#statement.run(...values));
  }

  get(...values: SQLInputValue[]): Row | undefined {
    return this.#named(() => this.#statement.get(...values));
  }

  all(...values: SQLInputValue[]): Row[] {
    return this.#named(() => this.#statement.all(...values));
  }

  *iterate(...values: SQLInputValue[]): Generator<Row> {
    try {
      yield* this.#statement.iterate(...values);
    } catch (error) {
      throw storeFailure(this.#file, error);
    }
  }

  #named<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeFailure(this.#file, error);
    }
  }
}
