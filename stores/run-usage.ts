import type { UsageLine } from '../domain/call-ledger.ts';
import type { Usage } from '../domain/usage.ts';
import { fromNanoUsd } from './nano-usd.ts';
import type { StoreDatabase } from './store-database.ts';

const SUMS = `coalesce(sum(calls), 0) AS calls, coalesce(sum(hits), 0) AS hits,
  coalesce(sum(prompt_tokens), 0) AS prompt_tokens, coalesce(sum(completion_tokens), 0) AS completion_tokens,
  coalesce(sum(cost_nano_usd), 0) AS cost_nano_usd, coalesce(sum(unpriced), 0) AS unpriced`;

/**
 * All that a run has used, over every process, crash and restart. A call killed in flight counts as a call; what it
 * cost is not known and not in `costUsd`, but its worst case stays held against the run's cap.
 */
export function usageOf(database: StoreDatabase, runId: string): Usage {
  return toUsage(database.prepare(`SELECT ${SUMS} FROM lines WHERE run = ?`).get(runId));
}

/** What one activity used, over all its attempts. */
export function usageOfActivity(database: StoreDatabase, runId: string, activity: string): Usage {
  return toUsage(
    database.prepare(`SELECT ${SUMS} FROM lines WHERE run = ? AND activity = ?`).get(runId, activity),
  );
}

/** A run's usage by stage and model, ordered by both names. */
export function usageLines(database: StoreDatabase, runId: string): readonly UsageLine[] {
  return database
    .prepare(
      `SELECT stage, model, ${SUMS} FROM lines WHERE run = ? GROUP BY stage, model ORDER BY stage, model`,
    )
    .all(runId)
    .map((row) => ({ ...toUsage(row), stage: String(row['stage']), model: String(row['model']) }));
}

/** Clears a run's account, for a run that is started anew. Stored answers and scores stay. */
export function forgetRun(database: StoreDatabase, runId: string): void {
  database.transaction(() => {
    for (const table of ['calls', 'totals', 'lines', 'run_subjects', 'run_answers']) {
      database.prepare(`DELETE FROM ${table} WHERE run = ?`).run(runId);
    }
  });
}

function toUsage(row: { readonly [column: string]: unknown } | undefined): Usage {
  const number = (column: string): number => Number(row?.[column] ?? 0);
  return {
    lmCalls: number('calls'),
    cachedCalls: number('hits'),
    promptTokens: number('prompt_tokens'),
    completionTokens: number('completion_tokens'),
    costUsd: number('unpriced') > 0 ? null : fromNanoUsd(number('cost_nano_usd')),
  };
}
