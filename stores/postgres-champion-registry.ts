import {
  toEntry,
  type ChampionEntry,
  type ChampionRegistry,
  type ChampionVersion,
  type HoldoutLook,
  type LookOutcome,
  type Promotion,
  type PromotionOutcome,
} from '../domain/champion.ts';
import { readChampion, readLook, recordText } from './champion-shape.ts';
import { checkTaskName, toVersion } from './new-champion.ts';

/** What this store asks of a PostgreSQL client: a `Pool` or `Client` of the package `pg` is one. */
export interface PostgresQueries {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** Records are kept as the text that the file store writes, byte for byte. One row, one number, never changed. */
const TABLES = `DO $$ BEGIN
  -- Two processes that make the tables at once would collide in the catalogue.
  PERFORM pg_advisory_xact_lock(7246331981);
  CREATE TABLE IF NOT EXISTS durable_mipro_champions (
    task text NOT NULL, number integer NOT NULL, record text NOT NULL, PRIMARY KEY (task, number));
  CREATE TABLE IF NOT EXISTS durable_mipro_looks (
    task text NOT NULL, number integer NOT NULL, record text NOT NULL, PRIMARY KEY (task, number));
END $$`;

type Table = 'durable_mipro_champions' | 'durable_mipro_looks';
const CHAMPIONS: Table = 'durable_mipro_champions';
const LOOKS: Table = 'durable_mipro_looks';

interface Row {
  readonly number: number;
  readonly record: string;
}

/** Champions of a fleet in PostgreSQL. The tables are made on first use. */
export class PostgresChampionRegistry implements ChampionRegistry {
  readonly #queries: PostgresQueries;
  #tables: Promise<unknown> | null = null;

  constructor(queries: PostgresQueries) {
    this.#queries = queries;
  }

  async currentVersion(task: string): Promise<number> {
    return this.#last(CHAMPIONS, task);
  }

  async current(task: string): Promise<ChampionVersion | null> {
    const [row] = await this.#rows(
      `SELECT number, record FROM ${CHAMPIONS} WHERE task = $1 ORDER BY number DESC LIMIT 1`,
      [named(task)],
    );
    return row === undefined ? null : toChampion(task, row);
  }

  async version(task: string, version: number): Promise<ChampionVersion | null> {
    const [row] = await this.#rows(
      `SELECT number, record FROM ${CHAMPIONS} WHERE task = $1 AND number = $2`,
      [named(task), version],
    );
    return row === undefined ? null : toChampion(task, row);
  }

  async history(task: string): Promise<readonly ChampionEntry[]> {
    return (await this.#all(CHAMPIONS, task)).map((row) => toEntry(toChampion(task, row)));
  }

  async promote(promotion: Promotion): Promise<PromotionOutcome> {
    const { task, promotionId } = promotion;
    const made = toVersion(promotion);
    if (await this.#add(CHAMPIONS, task, { number: made.version, record: recordText(made) })) {
      return { kind: 'promoted', champion: toEntry(made) };
    }
    const there = await this.version(task, made.version);
    if (there?.promotionId === promotionId) return { kind: 'promoted', champion: toEntry(there) };
    return { kind: 'superseded', currentVersion: await this.currentVersion(task) };
  }

  async looks(task: string): Promise<readonly HoldoutLook[]> {
    return (await this.#all(LOOKS, task)).map(({ number, record }) =>
      readLook(record, `Look ${number} of the task ${task}`),
    );
  }

  async addLook(task: string, look: HoldoutLook): Promise<LookOutcome> {
    const same = (await this.looks(task)).find(({ lookId }) => lookId === look.lookId);
    if (same !== undefined) return { kind: 'added', look: same };
    if (await this.#add(LOOKS, task, { number: look.number, record: recordText(look) }))
      return { kind: 'added', look };
    return { kind: 'superseded', lastNumber: await this.#last(LOOKS, task) };
  }

  /** False when the number is taken or is not the next one. The primary key lets one of several win. */
  async #add(table: Table, task: string, { number, record }: Row): Promise<boolean> {
    const added = await this.#rows(
      `INSERT INTO ${table} (task, number, record)
       SELECT $1, $2::integer, $3
       WHERE (SELECT coalesce(max(number), 0) FROM ${table} WHERE task = $1) = $2::integer - 1
       ON CONFLICT DO NOTHING RETURNING number, record`,
      [named(task), number, record],
    );
    return added.length === 1;
  }

  async #last(table: Table, task: string): Promise<number> {
    const [row] = await this.#rows(
      `SELECT coalesce(max(number), 0) AS number, '' AS record FROM ${table} WHERE task = $1`,
      [named(task)],
    );
    return row?.number ?? 0;
  }

  #all(table: Table, task: string): Promise<readonly Row[]> {
    return this.#rows(`SELECT number, record FROM ${table} WHERE task = $1 ORDER BY number`, [named(task)]);
  }

  async #rows(text: string, values: unknown[]): Promise<readonly Row[]> {
    await this.#makeTables();
    return (await this.#queries.query(text, values)).rows as readonly Row[];
  }

  /** Once; tried again after a failure, such as a server that was away. */
  async #makeTables(): Promise<void> {
    this.#tables ??= this.#queries.query(TABLES);
    try {
      await this.#tables;
    } catch (error) {
      this.#tables = null;
      throw error;
    }
  }
}

function toChampion(task: string, { number, record }: Row): ChampionVersion {
  return readChampion(record, `Champion ${number} of the task ${task}`);
}

function named(task: string): string {
  checkTaskName(task);
  return task;
}
