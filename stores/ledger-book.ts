import type { LedgerAccount } from './call-caps.ts';
import { openCallLedger } from './sqlite-call-ledger.ts';
import { forgetRun, usageLines, usageOfActivity } from './run-usage.ts';
import type { StoreDatabase } from './store-database.ts';

/** All ledgers of one database. */
export function createLedgerBook(database: StoreDatabase) {
  return {
    open: (account: LedgerAccount) => openCallLedger(database, account),
    usageOfActivity: (runId: string, activity: string) => usageOfActivity(database, runId, activity),
    usageLines: (runId: string) => usageLines(database, runId),
    forget: (runId: string) => forgetRun(database, runId),
  };
}
