import { rng } from '../../optimizer/rng.ts';

export interface BudgetRun {
  readonly maxLmCalls: number;
  readonly workers: 1 | 2;
  /** Kills of a worker, as shares of the cap, rising. */
  readonly kills: readonly { readonly share: number; readonly delayMs: number }[];
}

export interface BudgetPlanOptions {
  readonly runs: number;
  readonly seed: number;
  /** Below this the product refuses a cap. */
  readonly least: number;
  /** What a run uses that has no cap. */
  readonly all: number;
}

const FIRST_SHARE = 0.05;
/** Repeats use up calls too: later than this a capped run may have ended. */
const LAST_SHARE = 0.9;
const LONGEST_DELAY_MS = 120;
const MOST_KILLS = 2;

/** Caps from the least that is allowed to just too few; every other run has two workers, each one or two kills. Pure. */
export function planBudgets({ runs, seed, least, all }: BudgetPlanOptions): readonly BudgetRun[] {
  return Array.from({ length: runs }, (_, index) => {
    const chance = rng(seed, 'capped runs', index);
    const maxLmCalls = least + chance.below(all - least);
    const shares = Array.from({ length: 1 + chance.below(MOST_KILLS) }, () => chance.unit());
    const kills = shares
      .toSorted((a, b) => a - b)
      .map((unit) => ({
        share: FIRST_SHARE + (LAST_SHARE - FIRST_SHARE) * unit,
        delayMs: chance.below(LONGEST_DELAY_MS),
      }));
    return { maxLmCalls, workers: index % 2 === 0 ? 1 : 2, kills };
  });
}
