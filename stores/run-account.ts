import type { UsageLine } from '../domain/call-ledger.ts';
import type { RunAccount } from '../domain/run-memory.ts';
import type { Usage } from '../domain/usage.ts';
import { fromNanoUsd, toNanoUsd } from './nano-usd.ts';
import { usageLines } from './run-usage.ts';
import type { StoreDatabase } from './store-database.ts';

/** The activity under which usage stands that was counted in another store. */
const CARRIED_OVER = 'carried over';

export function accountOf(database: StoreDatabase, runId: string): RunAccount {
  return { lines: usageLines(database, runId), heldUsd: fromNanoUsd(heldNanoUsd(database, runId)) };
}

function heldNanoUsd(database: StoreDatabase, runId: string): number {
  return Number(
    database.prepare('SELECT held_nano_usd FROM totals WHERE run = ?').get(runId)?.['held_nano_usd'] ?? 0,
  );
}

/**
 * Adds what an account of the same run knows and this store does not, so that caps go on counting where another store
 * ended. Done again it adds nothing.
 */
export function carryOver(database: StoreDatabase, runId: string, account: RunAccount): void {
  const here = new Map(usageLines(database, runId).map((line) => [placeOf(line), line]));
  const missing = account.lines
    .map((line) => ({ ...line, ...difference(line, here.get(placeOf(line))) }))
    .filter(({ lmCalls, cachedCalls }) => lmCalls > 0 || cachedCalls > 0);
  for (const line of missing) addLine(database, runId, line);
  const calls = missing.reduce((sum, line) => sum + line.lmCalls, 0);
  if (calls === 0) return;
  const cost = missing.reduce((sum, line) => sum + toNanoUsd(line.costUsd ?? 0), 0);
  const held = Math.max(0, toNanoUsd(account.heldUsd) - heldNanoUsd(database, runId));
  database
    .prepare(
      `INSERT INTO totals (run, calls, cost_nano_usd, held_nano_usd) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT DO UPDATE SET calls = calls + ?2, cost_nano_usd = cost_nano_usd + ?3,
         held_nano_usd = held_nano_usd + ?4`,
    )
    .run(runId, calls, cost, held);
}

const placeOf = ({ stage, model }: UsageLine) => `${stage}\n${model}`;

function difference(there: Usage, here: Usage | undefined): Usage {
  if (here === undefined) return there;
  const more = (name: 'lmCalls' | 'cachedCalls' | 'promptTokens' | 'completionTokens') =>
    Math.max(0, there[name] - here[name]);
  return {
    lmCalls: more('lmCalls'),
    cachedCalls: more('cachedCalls'),
    promptTokens: more('promptTokens'),
    completionTokens: more('completionTokens'),
    costUsd: there.costUsd === null ? null : Math.max(0, there.costUsd - (here.costUsd ?? 0)),
  };
}

function addLine(database: StoreDatabase, runId: string, line: UsageLine): void {
  database
    .prepare(
      `INSERT INTO lines (run, activity, stage, model, calls, hits, prompt_tokens, completion_tokens, cost_nano_usd, unpriced)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
       ON CONFLICT DO UPDATE SET calls = calls + ?5, hits = hits + ?6, prompt_tokens = prompt_tokens + ?7,
         completion_tokens = completion_tokens + ?8, cost_nano_usd = cost_nano_usd + ?9, unpriced = unpriced + ?10`,
    )
    .run(
      runId,
      CARRIED_OVER,
      line.stage,
      line.model,
      line.lmCalls,
      line.cachedCalls,
      line.promptTokens,
      line.completionTokens,
      toNanoUsd(line.costUsd ?? 0),
      line.costUsd === null ? 1 : 0,
    );
}
