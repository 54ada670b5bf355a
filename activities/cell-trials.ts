import { isBudgetExhausted } from '../domain/errors.ts';
import type { CellScore } from '../domain/score-store.ts';
import { systemClock } from '../lm/clock.ts';
import { isCallNotSent, type LmError } from '../lm/errors.ts';
import { providerHealth } from '../lm/provider-health.ts';
import { ATTEMPTS_PER_EXAMPLE, createFailedAttempts } from './failed-attempts.ts';
import { failure, isTransient } from './failures.ts';
import type { ModelWork } from './model-work.ts';

/** Cells in a row that fail for good before the provider counts as away and the attempt ends early. */
const AWAY_AFTER = 5;

export interface Judgement {
  /** Asked only when this attempt brought no answer of the provider. */
  isProviderWell(): Promise<boolean>;
  /** A cell is to blame: this is its score. */
  onBlamed(exampleId: string, cell: CellScore): void;
  /** Blamed in attempts before. */
  readonly blamedBefore: number;
  /** So many cells to blame are a fault of the provider or the request after all. */
  readonly maxErrors: number;
}

/** Decides for each failed call whether provider or example is to blame. */
export interface CellTrials {
  /** Null when the cell has no score yet: the budget ended, it is to blame, or it waits for the shard's next attempt. */
  attempt(exampleId: string, work: () => Promise<CellScore>): Promise<CellScore | null>;
  /** Call after all attempts. @throws what ends this attempt of the shard, if anything does */
  settle(judgement: Judgement): Promise<void>;
}

export function createCellTrials(work: ModelWork): CellTrials {
  const startedAtMs = systemClock.nowMs();
  const unanswered = new Map<string, LmError>();
  let answered = 0;
  let failedInARow = 0;
  let fatal: unknown = null;
  let notSent: unknown = null;

  const onError = (exampleId: string, error: unknown): void => {
    if (isTransient(error)) {
      unanswered.set(exampleId, error);
      failedInARow += 1;
      if (failedInARow >= AWAY_AFTER) work.abandon();
    } else if (isCallNotSent(error)) notSent ??= error;
    else if (!isBudgetExhausted(error)) {
      fatal ??= error;
      work.abandon();
    }
  };

  /** An answer may have come from the response store: the provider's health tells. */
  const wasAnswered = (): boolean => {
    const health = providerHealth(work.task.lm);
    return answered > 0 && (health === null || (health.lastSuccessAtMs ?? 0) >= startedAtMs);
  };

  return {
    attempt: async (exampleId, run) => {
      try {
        const cell = await run();
        answered += 1;
        failedInARow = 0;
        return cell;
      } catch (error) {
        onError(exampleId, error);
        return null;
      }
    },
    settle: async (judgement) => {
      if (fatal !== null) throw fatal;
      const [firstUnanswered] = unanswered.values();
      if (firstUnanswered !== undefined) {
        if (!wasAnswered() && !(await judgement.isProviderWell())) throw firstUnanswered;
        const blamed = blame(work, [...unanswered.keys()], judgement);
        if (blamed < unanswered.size || notSent !== null) throw firstUnanswered;
      }
      if (notSent !== null) throw notSent;
    },
  };
}

/** Counts one more failure for each, under a provider that answers. Gives how many of them are to blame. */
function blame(work: ModelWork, unanswered: readonly string[], judgement: Judgement): number {
  const failed = createFailedAttempts(work);
  const toBlame = unanswered.filter((id) => failed.count(id) >= ATTEMPTS_PER_EXAMPLE);
  // Told before any of them is scored: what is scored stays so, and `resume` could never get past it.
  const all = judgement.blamedBefore + toBlame.length;
  if (toBlame.length > 0 && all >= judgement.maxErrors) {
    throw failure(
      'LmOutage',
      `The model answers some examples and failed on ${all} others in ${ATTEMPTS_PER_EXAMPLE} attempts each (limit ${judgement.maxErrors}).`,
    );
  }
  for (const id of toBlame) judgement.onBlamed(id, { score: 0, problem: 'provider-refused-cell' });
  return toBlame.length;
}
