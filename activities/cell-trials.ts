import { activityInfo } from '@temporalio/activity';
import { isBudgetExhausted } from '../domain/errors.ts';
import type { CellScore } from '../domain/score-store.ts';
import { isCallNotSent, type LmError } from '../lm/errors.ts';
import { isTransient } from './failures.ts';
import type { ModelWork } from './model-work.ts';

/** Attempts of its shard in which one cell may fail while others are answered; then the cell is to blame. */
const ATTEMPTS_PER_CELL = 3;

/** Cells in a row that fail for good before the provider counts as away and the attempt ends early. */
const AWAY_AFTER = 5;

type FailedAttempts = { readonly [exampleId: string]: number };

/** Decides for each failed call whether provider or example is to blame. */
export interface CellTrials {
  /** Null when the cell has no score yet: the budget ended, or it waits for the shard's next attempt. */
  attempt(exampleId: string, work: () => Promise<CellScore>): Promise<CellScore | null>;
  /** Call after all attempts. @throws what ends this attempt of the shard, if anything does */
  settle(): void;
}

export function createCellTrials(work: ModelWork): CellTrials {
  const before = failedBefore();
  const unanswered = new Map<string, LmError>();
  let answered = 0;
  let failedInARow = 0;
  let fatal: unknown = null;
  let notSent: unknown = null;

  const onTransient = (exampleId: string, error: LmError): CellScore | null => {
    if ((before[exampleId] ?? 0) >= ATTEMPTS_PER_CELL - 1 && answered > 0) {
      return { score: 0, problem: 'provider-refused-cell' };
    }
    unanswered.set(exampleId, error);
    failedInARow += 1;
    if (failedInARow >= AWAY_AFTER) work.abandon();
    return null;
  };

  const onError = (exampleId: string, error: unknown): CellScore | null => {
    if (isTransient(error)) return onTransient(exampleId, error);
    if (isCallNotSent(error)) notSent ??= error;
    else if (!isBudgetExhausted(error)) {
      fatal ??= error;
      work.abandon();
    }
    return null;
  };

  return {
    attempt: async (exampleId, run) => {
      try {
        const cell = await run();
        answered += 1;
        failedInARow = 0;
        return cell;
      } catch (error) {
        return onError(exampleId, error);
      }
    },
    settle: () => {
      if (fatal !== null) throw fatal;
      const [firstUnanswered] = unanswered.values();
      if (firstUnanswered !== undefined) {
        if (answered > 0) work.report({ failedAttempts: counted(before, unanswered) });
        throw firstUnanswered;
      }
      if (notSent !== null) throw notSent;
    },
  };
}

function failedBefore(): FailedAttempts {
  const details = activityInfo().heartbeatDetails as { failedAttempts?: FailedAttempts } | undefined;
  return details?.failedAttempts ?? {};
}

function counted(before: FailedAttempts, unanswered: ReadonlyMap<string, LmError>): FailedAttempts {
  const after: Record<string, number> = { ...before };
  for (const id of unanswered.keys()) after[id] = (after[id] ?? 0) + 1;
  return after;
}
