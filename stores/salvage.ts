import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { loadSqlite } from './sqlite-module.ts';

/** What each table is stored in the order of: reading in another order would need all of it first. */
const KEYS: { readonly [table: string]: string } = {
  responses: 'rowid',
  scores: 'subject',
  calls: 'entry',
  totals: 'run',
  lines: 'run',
  run_subjects: 'run',
  run_answers: 'run',
};

/**
 * Copies what can still be read of a damaged file into a fresh database, from both ends of each table towards the
 * damage. Answers carry their own checksums, so a bad one is never taken for good.
 * @returns how many answers were saved
 */
export function salvage(damagedFile: string, fresh: DatabaseSync): number {
  const { DatabaseSync } = loadSqlite();
  const damaged = new DatabaseSync(damagedFile, { readOnly: true });
  try {
    fresh.exec('BEGIN IMMEDIATE');
    for (const table of Object.keys(KEYS))
      for (const order of ['ASC', 'DESC']) copyRows(table, order, { damaged, fresh });
    fresh.exec('COMMIT');
  } finally {
    damaged.close();
  }
  return Number(fresh.prepare('SELECT count(*) AS answers FROM responses').get()?.['answers'] ?? 0);
}

/** Ends quietly at the first row that cannot be read: that is what damage looks like. */
function copyRows(
  table: string,
  order: string,
  between: { damaged: DatabaseSync; fresh: DatabaseSync },
): void {
  const there = columnsIfReadable(table, between.damaged);
  const columns = columnsOf(table, between.fresh).filter((column) => there.includes(column));
  if (columns.length === 0) return;
  const insert = between.fresh.prepare(
    `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  try {
    const select = `SELECT ${columns.join(', ')} FROM ${table} ORDER BY ${KEYS[table]} ${order}`;
    for (const row of between.damaged.prepare(select).iterate())
      insert.run(...(Object.values(row) as SQLInputValue[]));
  } catch (error) {
    if (!(error instanceof Error) || !('errcode' in error)) throw error;
  }
}

/** None when not even the list of tables can be read. */
function columnsIfReadable(table: string, database: DatabaseSync): string[] {
  try {
    return columnsOf(table, database);
  } catch (error) {
    if (!(error instanceof Error) || !('errcode' in error)) throw error;
    return [];
  }
}

/** In a file of an older version there are fewer. */
export function columnsOf(table: string, database: DatabaseSync): string[] {
  return database
    .prepare(`PRAGMA table_info(${table})`)
    .all()
    .map((row) => String(row['name']));
}
