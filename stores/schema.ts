/** Raised with every change that older code could not read. */
export const SCHEMA_VERSION = 1;

/**
 * `calls` holds one row per request that was sent; `totals` and `lines` are its sums, kept in the same transaction,
 * because summing a run's calls before each request would grow with the run. Money is in whole billionths of a dollar:
 * sums stay exact, and a hold that is given back leaves nothing behind. `run_subjects` and `run_answers` say which
 * scores and answers a run has used, so that it can be written down or moved with them. `paces` is what the processes of
 * this home know together of how fast models may be asked.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS responses (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  at_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS scores (
  subject TEXT NOT NULL,
  example TEXT NOT NULL,
  score REAL NOT NULL,
  problem TEXT,
  crc INTEGER,
  PRIMARY KEY (subject, example)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS calls (
  entry INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL,
  stage TEXT NOT NULL,
  activity TEXT NOT NULL,
  model TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('sent', 'answered', 'failed')),
  prompt_tokens INTEGER NOT NULL DEFAULT 0,
  completion_tokens INTEGER NOT NULL DEFAULT 0,
  cost_nano_usd INTEGER,
  worst_nano_usd INTEGER,
  error_class TEXT,
  at_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS calls_in_flight ON calls (run, at_ms) WHERE state = 'sent';
CREATE INDEX IF NOT EXISTS calls_of_run ON calls (run);
CREATE TABLE IF NOT EXISTS totals (
  run TEXT PRIMARY KEY,
  calls INTEGER NOT NULL DEFAULT 0,
  cost_nano_usd INTEGER NOT NULL DEFAULT 0,
  held_nano_usd INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lines (
  run TEXT NOT NULL,
  activity TEXT NOT NULL,
  stage TEXT NOT NULL,
  model TEXT NOT NULL,
  calls INTEGER NOT NULL DEFAULT 0,
  hits INTEGER NOT NULL DEFAULT 0,
  prompt_tokens INTEGER NOT NULL DEFAULT 0,
  completion_tokens INTEGER NOT NULL DEFAULT 0,
  cost_nano_usd INTEGER NOT NULL DEFAULT 0,
  unpriced INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run, activity, stage, model)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS run_subjects (
  run TEXT NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (run, subject)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS run_answers (
  run TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (run, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS paces (
  scope TEXT PRIMARY KEY,
  state TEXT NOT NULL
) WITHOUT ROWID;
`;

/** What was added last: a file without it is brought up when it is opened. Older code does not mind it. */
export const LATEST_TABLE = 'paces';

/** Scores from before it have none, and are believed. */
export const LATEST_COLUMN = { table: 'scores', name: 'crc', type: 'INTEGER' } as const;
