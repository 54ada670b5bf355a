import type { Budget } from '../domain/budget.ts';
import type { PlannedCall } from '../domain/call-ledger.ts';
import { BudgetExhausted, InvalidRequest } from '../domain/errors.ts';
import { toNanoUsd } from './nano-usd.ts';
import type { StoreDatabase } from './store-database.ts';

/** One attempt ends within five minutes (the longest time-out of a model); older entries died with their process. */
const LONGEST_CALL_MS = 6 * 60_000;

/** Whose calls a ledger counts, and under which caps. */
export interface LedgerAccount {
  readonly runId: string;
  readonly stage: string;
  readonly activity: string;
  readonly budget: Budget;
}

/** Must run inside the transaction that also writes the call down, or two processes may take the same room. */
export function refuseOverCaps(database: StoreDatabase, account: LedgerAccount, call: PlannedCall): void {
  const { maxCostUsd, maxLmCalls } = account.budget;
  if (maxCostUsd === undefined && maxLmCalls === undefined) return;
  const row = database
    .prepare('SELECT calls, cost_nano_usd, held_nano_usd FROM totals WHERE run = ?')
    .get(account.runId) ?? { calls: 0, cost_nano_usd: 0, held_nano_usd: 0 };
  if (maxLmCalls !== undefined && Number(row['calls']) + 1 > maxLmCalls)
    throw new BudgetExhausted('maxLmCalls');
  if (maxCostUsd === undefined) return;
  const cap = toNanoUsd(maxCostUsd);
  const needed = Number(row['cost_nano_usd']) + knownWorst(call);
  if (needed + Number(row['held_nano_usd']) <= cap) return;
  throw new BudgetExhausted('maxCostUsd', needed <= cap && anyUnderWay(database, account.runId));
}

function anyUnderWay(database: StoreDatabase, runId: string): boolean {
  return (
    database
      .prepare("SELECT 1 FROM calls WHERE run = ? AND state = 'sent' AND at_ms > ? LIMIT 1")
      .get(runId, Date.now() - LONGEST_CALL_MS) !== undefined
  );
}

function knownWorst(call: PlannedCall): number {
  if (call.worstCostUsd !== null) return toNanoUsd(call.worstCostUsd);
  throw new InvalidRequest(
    `maxCostUsd needs a known price, and ${call.model} has none. Give the model a price, ` +
      '{ price: { inputUsd, outputUsd } } in dollars per million tokens, or cap the calls with maxLmCalls.',
  );
}
