import { openDatabase } from '../../stores/open-database.ts';
import { databaseFile } from '../../stores/home.ts';
import type { StoreDatabase } from '../../stores/store-database.ts';
import type { CallRow, LineRow, StoreEvidence } from './evidence.ts';

/** What the SQLite file says of one run. */
export function readStore(home: string, runId: string): StoreEvidence {
  const database = openDatabase(databaseFile(home));
  try {
    const totals = database.prepare('SELECT calls, cost_nano_usd FROM totals WHERE run = ?').get(runId);
    return {
      scores: readScores(database, runId),
      calls: readCalls(database, runId),
      lines: readLines(database, runId),
      totals: { calls: Number(totals?.['calls'] ?? 0), costNanoUsd: Number(totals?.['cost_nano_usd'] ?? 0) },
    };
  } finally {
    database.close();
  }
}

function readScores(database: StoreDatabase, runId: string): StoreEvidence['scores'] {
  return database
    .prepare(
      'SELECT s.subject, s.example, s.score FROM run_subjects u JOIN scores s ON s.subject = u.subject WHERE u.run = ?',
    )
    .all(runId)
    .map((row) => ({
      subject: String(row['subject']),
      example: String(row['example']),
      score: Number(row['score']),
    }));
}

function readCalls(database: StoreDatabase, runId: string): readonly CallRow[] {
  return database
    .prepare(
      'SELECT state, prompt_tokens, completion_tokens, cost_nano_usd, worst_nano_usd FROM calls WHERE run = ? ORDER BY entry',
    )
    .all(runId)
    .map((row) => ({
      state: row['state'] as CallRow['state'],
      promptTokens: Number(row['prompt_tokens']),
      completionTokens: Number(row['completion_tokens']),
      costNanoUsd: numberOrNull(row['cost_nano_usd']),
      worstNanoUsd: numberOrNull(row['worst_nano_usd']),
    }));
}

function readLines(database: StoreDatabase, runId: string): readonly LineRow[] {
  return database
    .prepare(
      'SELECT activity, calls, prompt_tokens, completion_tokens, cost_nano_usd FROM lines WHERE run = ?',
    )
    .all(runId)
    .map((row) => ({
      activity: String(row['activity']),
      calls: Number(row['calls']),
      promptTokens: Number(row['prompt_tokens']),
      completionTokens: Number(row['completion_tokens']),
      costNanoUsd: Number(row['cost_nano_usd']),
    }));
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
