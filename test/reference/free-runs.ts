import type { OptimizerOptions } from '../../domain/optimizer-options.ts';
import type { PlannedDemo } from '../../optimizer/demo-plan.ts';
import { readReference } from './fixtures.ts';

/** A whole run of DSPy, as `generate/gen_free_runs.py` records it. */
export interface RecordedRun {
  readonly name: string;
  readonly predictors: number;
  readonly seed: number;
  readonly trainset: number;
  readonly valset: number | null;
  readonly settings: { readonly [name: string]: string | number | boolean | null };
  /** By set, then by predictor: `A7` is example 7 as the teacher solved it, `L7` as it stands in the trainset. */
  readonly demo_sets: readonly (readonly string[][])[];
  /** Tip and rollout id, predictor by predictor, slot by slot. */
  readonly proposals: readonly (readonly [tip: string, rollout: number])[];
  /** Instructions per predictor. */
  readonly instructions: number;
  readonly val_order: readonly number[];
  /** Number 0 is the unchanged program. `ids` is missing where all validation examples were scored. */
  readonly trials: readonly { readonly x: number[]; readonly percent: number; readonly ids?: number[] }[];
  readonly error: string | null;
  readonly best: {
    readonly percent: number;
    readonly instructions: readonly number[];
    readonly demos: readonly string[][];
  } | null;
}

export const FREE_RUNS = 'free-runs.json';

export function recordedRuns(): readonly RecordedRun[] {
  return readReference<{ cases: RecordedRun[] }>(FREE_RUNS).cases;
}

/** DSPy's settings in our names; one trial at a time and the split as it stands. */
export function optionsOf({ seed, settings }: RecordedRun): OptimizerOptions {
  const ours = Object.entries(settings).map(([name, value]) => [
    name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return { ...Object.fromEntries(ours), seed, parallelTrials: 1, shuffleSplit: false, pruning: false };
}

export const shown = (lists: readonly (readonly PlannedDemo[])[]): string[][] =>
  lists.map((list) => list.map(({ kind, example }) => `${kind === 'augmented' ? 'A' : 'L'}${example}`));
