import type { CallLedger } from '../domain/call-ledger.ts';
import type { Example } from '../domain/example.ts';
import type { ResponseStore } from '../domain/response-store.ts';
import { withCallScope } from '../lm/call-scope.ts';
import { CallNotSent, isCallNotSent } from '../lm/errors.ts';
import { LM } from '../lm/lm.ts';
import type { Sides } from './contract-of-nights.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';

/** Rows without an answer (the provider refused it) are left out; with fewer than this share of all nothing is known. */
const LEAST_SHARE = 0.5;

type Stored = Pick<Dependencies, 'responses' | 'userCode'>;

/**
 * What one program call has cost, in dollars, by its stored answers: the mean over the rows that both sides have answers
 * for. Nothing is sent. Null when prices are unknown or answers are not there; models that are no `LM` store none.
 */
export async function storedCosts(
  deps: Stored,
  { champion, challenger }: Sides<LoadedTask>,
  rows: readonly Example[],
): Promise<Sides<number | null>> {
  const sums = { champion: 0, challenger: 0, rows: 0 };
  for (const row of champion.lm instanceof LM ? rows : []) {
    const before = await costOfRow(deps, champion, row);
    const after = await costOfRow(deps, challenger, row);
    if (before === null || after === null) continue;
    sums.champion += before;
    sums.challenger += after;
    sums.rows += 1;
  }
  if (sums.rows === 0 || sums.rows < LEAST_SHARE * rows.length) return { champion: null, challenger: null };
  return { champion: sums.champion / sums.rows, challenger: sums.challenger / sums.rows };
}

async function costOfRow(
  { responses, userCode }: Stored,
  task: LoadedTask,
  row: Example,
): Promise<number | null> {
  const { ledger, costUsd } = readingLedger(responses);
  try {
    await withCallScope({ responses, ledger }, () => userCode.callProgram(task, row));
  } catch (error) {
    if (!isCallNotSent(error)) throw error;
  }
  return costUsd();
}

/** Lets nothing be sent, and adds up what the answers that are used have cost once. */
function readingLedger(responses: ResponseStore): { ledger: CallLedger; costUsd: () => number | null } {
  let costUsd: number | null = 0;
  const ledger: CallLedger = {
    reserve: () => {
      // Said here as well: the user's program may catch what is thrown.
      costUsd = null;
      throw new CallNotSent();
    },
    settle: () => {},
    fail: () => {},
    recordHit: () => {},
    usesAnswer: (key) => {
      const price = responses.get(key)?.costUsd ?? null;
      costUsd = costUsd === null || price === null ? null : costUsd + price;
    },
  };
  return { ledger, costUsd: () => costUsd };
}
