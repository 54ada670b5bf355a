import type { CallLedger, PlannedCall, SettledCall } from '../domain/call-ledger.ts';
import { refuseOverCaps } from './call-caps.ts';
import type { LedgerAccount } from './call-caps.ts';
import { toNanoUsd } from './nano-usd.ts';
import { noteAnswer } from './run-answers.ts';
import type { StoreDatabase } from './store-database.ts';

/** The ledger of one activity. Its caps count what all processes of the run have sent, now and before. */
export function openCallLedger(database: StoreDatabase, account: LedgerAccount): CallLedger {
  return new SqliteCallLedger(database, account);
}

class SqliteCallLedger implements CallLedger {
  readonly #database: StoreDatabase;
  readonly #account: LedgerAccount;

  constructor(database: StoreDatabase, account: LedgerAccount) {
    this.#database = database;
    this.#account = account;
  }

  reserve(call: PlannedCall): number {
    return this.#database.transaction(() => {
      refuseOverCaps(this.#database, this.#account, call);
      const entry = this.#insertCall(call);
      this.#addToTotals({ calls: 1, cost: 0, held: toNanoUsd(call.worstCostUsd ?? 0) });
      this.#addToLine(call.model, { calls: 1 });
      return entry;
    });
  }

  settle(entry: number, call: SettledCall): void {
    this.#database.transaction(() => {
      const sent = this.#database
        .prepare(
          `UPDATE calls SET state = 'answered', prompt_tokens = ?, completion_tokens = ?, cost_nano_usd = ?
           WHERE entry = ? AND state = 'sent' RETURNING model, worst_nano_usd`,
        )
        .get(call.promptTokens, call.completionTokens, nanoUsdOrNull(call.costUsd), entry);
      if (sent === undefined) return;
      const cost = toNanoUsd(call.costUsd ?? 0);
      this.#addToTotals({ calls: 0, cost, held: -Number(sent['worst_nano_usd'] ?? 0) });
      this.#addToLine(String(sent['model']), {
        promptTokens: call.promptTokens,
        completionTokens: call.completionTokens,
        cost,
        unpriced: call.costUsd === null ? 1 : 0,
      });
    });
  }

  fail(entry: number, errorClass: string): void {
    this.#database.transaction(() => {
      const sent = this.#database
        .prepare(
          `UPDATE calls SET state = 'failed', cost_nano_usd = 0, error_class = ?
           WHERE entry = ? AND state = 'sent' RETURNING worst_nano_usd`,
        )
        .get(errorClass, entry);
      if (sent === undefined) return;
      this.#addToTotals({ calls: 0, cost: 0, held: -Number(sent['worst_nano_usd'] ?? 0) });
    });
  }

  recordHit(model: string): void {
    this.#addToLine(model, { hits: 1 });
  }

  usesAnswer(key: string): void {
    noteAnswer(this.#database, this.#account.runId, key);
  }

  asOne(writes: () => void): void {
    this.#database.transaction(writes);
  }

  #insertCall(call: PlannedCall): number {
    const { runId, stage, activity } = this.#account;
    const { lastInsertRowid } = this.#database
      .prepare(
        `INSERT INTO calls (run, stage, activity, model, state, prompt_tokens, worst_nano_usd, at_ms)
         VALUES (?, ?, ?, ?, 'sent', ?, ?, ?)`,
      )
      .run(
        runId,
        stage,
        activity,
        call.model,
        call.promptTokens,
        nanoUsdOrNull(call.worstCostUsd),
        Date.now(),
      );
    return Number(lastInsertRowid);
  }

  #addToTotals(change: { calls: number; cost: number; held: number }): void {
    this.#database
      .prepare(
        `INSERT INTO totals (run, calls, cost_nano_usd, held_nano_usd) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET calls = calls + ?2, cost_nano_usd = cost_nano_usd + ?3,
           held_nano_usd = held_nano_usd + ?4`,
      )
      .run(this.#account.runId, change.calls, change.cost, change.held);
  }

  #addToLine(model: string, change: LineChange): void {
    const { runId, stage, activity } = this.#account;
    const { calls = 0, hits = 0, promptTokens = 0, completionTokens = 0, cost = 0, unpriced = 0 } = change;
    this.#database
      .prepare(
        `INSERT INTO lines (run, activity, stage, model, calls, hits, prompt_tokens, completion_tokens, cost_nano_usd, unpriced)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT DO UPDATE SET calls = calls + ?5, hits = hits + ?6, prompt_tokens = prompt_tokens + ?7,
           completion_tokens = completion_tokens + ?8, cost_nano_usd = cost_nano_usd + ?9, unpriced = unpriced + ?10`,
      )
      .run(runId, activity, stage, model, calls, hits, promptTokens, completionTokens, cost, unpriced);
  }
}

interface LineChange {
  readonly calls?: number;
  readonly hits?: number;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  /** Billionths of a dollar. */
  readonly cost?: number;
  /** Calls whose price is unknown. */
  readonly unpriced?: number;
}

function nanoUsdOrNull(usd: number | null): number | null {
  return usd === null ? null : toNanoUsd(usd);
}
