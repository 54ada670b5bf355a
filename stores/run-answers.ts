import type { StoreDatabase } from './store-database.ts';

/** A stored answer as it lies in its table: its value's text, with the checksum over key and value. */
export interface AnswerRow {
  readonly key: string;
  readonly value: string;
  readonly sha256: string;
}

const ANSWERS = 'FROM run_answers u JOIN responses r ON r.key = u.key WHERE u.run = ?';

export function countAnswers(database: StoreDatabase, runId: string): number {
  return Number(database.prepare(`SELECT count(*) AS answers ${ANSWERS}`).get(runId)?.['answers'] ?? 0);
}

/** The stored answers that a run has used, in the order of their keys. */
export function* answersOf(database: StoreDatabase, runId: string): Generator<AnswerRow> {
  const rows = database.prepare(`SELECT r.key, r.value, r.sha256 ${ANSWERS} ORDER BY r.key`).iterate(runId);
  for (const row of rows)
    yield { key: String(row['key']), value: String(row['value']), sha256: String(row['sha256']) };
}

export function noteAnswer(database: StoreDatabase, runId: string, key: string): void {
  database.prepare('INSERT INTO run_answers (run, key) VALUES (?, ?) ON CONFLICT DO NOTHING').run(runId, key);
}
