import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { columnsOf, salvage } from './salvage.ts';
import { LATEST_COLUMN, LATEST_TABLE, SCHEMA, SCHEMA_VERSION } from './schema.ts';
import { loadSqlite } from './sqlite-module.ts';
import { StoreDatabase } from './store-database.ts';
import { warnOnStderr } from './warn-on-stderr.ts';

const SQLITE_CORRUPT = 11;
const SQLITE_NOT_A_DATABASE = 26;
/** A whole check reads the file once: about a second per gigabyte. Above this size only the header is trusted. */
const CHECKED_BYTES = 256 * 1024 * 1024;

export interface OpenDatabaseOptions {
  /** Gets one line when a damaged file was set aside, or answers cannot be written. @defaultValue writes to stderr */
  readonly warn?: (line: string) => void;
}

/**
 * Opens or creates the database file, readable by its owner only. Several processes may have it open at once.
 * A damaged file is kept under another name; a new one takes its place, with what could be saved.
 */
export function openDatabase(file: string, options: OpenDatabaseOptions = {}): StoreDatabase {
  createPrivately(file);
  const inode = statSync(file).ino;
  try {
    return new StoreDatabase(file, connect(file));
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  const aside = setAside(file, inode);
  createPrivately(file);
  const connection = connect(file);
  if (aside !== null) {
    const saved = salvage(aside, connection);
    (options.warn ?? warnOnStderr)(
      `The store ${file} is damaged. It was kept as ${aside}; ${saved} answers were saved from it, others are asked again.`,
    );
  }
  return new StoreDatabase(file, connection);
}

/** True for SQLite's two words for a file whose content is not what was written. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  const code = Number(error.errcode) & 0xff;
  return code === SQLITE_CORRUPT || code === SQLITE_NOT_A_DATABASE;
}

function createPrivately(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // SQLite gives its -wal and -shm files the permissions of the main file.
  closeSync(openSync(file, 'a', 0o600));
}

function connect(file: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const connection = new DatabaseSync(file);
  try {
    connection.exec('PRAGMA busy_timeout = 10000');
    connection.exec('PRAGMA journal_mode = WAL');
    connection.exec('PRAGMA synchronous = NORMAL');
    // 16 MB of log between flushes to disk instead of 4: they happen on the thread that serves the calls.
    connection.exec('PRAGMA wal_autocheckpoint = 4000');
    checkContent(connection, file);
    migrate(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function checkContent(connection: DatabaseSync, file: string): void {
  if (statSync(file).size > CHECKED_BYTES) return;
  const row = connection.prepare('PRAGMA quick_check(1)').get();
  const verdict = row === undefined ? undefined : Object.values(row)[0];
  if (verdict === 'ok') return;
  throw Object.assign(new Error('The database did not pass its check.'), { errcode: SQLITE_CORRUPT });
}

function migrate(connection: DatabaseSync): void {
  const version = Number(connection.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version === SCHEMA_VERSION && isCurrent(connection)) return;
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `The store was written by a newer version (schema ${version}, this one reads ${SCHEMA_VERSION}). ` +
        'Update durable-mipro, or set DURABLE_MIPRO_HOME to another folder.',
    );
  }
  connection.exec(`BEGIN IMMEDIATE; ${SCHEMA}`);
  const { table, name, type } = LATEST_COLUMN;
  if (!columnsOf(table, connection).includes(name))
    connection.exec(`ALTER TABLE ${table} ADD COLUMN ${name} ${type}`);
  connection.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
}

function isCurrent(connection: DatabaseSync): boolean {
  const { table, name } = LATEST_COLUMN;
  return columnsOf(LATEST_TABLE, connection).length > 0 && columnsOf(table, connection).includes(name);
}

/** Two processes may find the damage at once: only the one that still sees the damaged file moves it. */
function setAside(file: string, inode: number): string | null {
  if (!existsSync(file) || statSync(file).ino !== inode) return null;
  const aside = `${file}.damaged-${Date.now()}`;
  renameSync(file, aside);
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}
