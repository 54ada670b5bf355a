import type { Budget } from '../domain/budget.ts';
import type { Example } from '../domain/example.ts';
import { refuseUnknownNames } from '../domain/known-names.ts';
import type { GateChoices, SplitRatios } from '../domain/promotion.ts';
import type { Metric } from '../metrics/metric.ts';

/** Where the events of a night are sent. */
export interface NotifyOptions {
  /** https, or http to this machine. */
  readonly url: string;
  /** The environment variable of the worker that holds the secret which signs them. */
  readonly secretEnv: string;
}

/** How a task is optimized again night after night, and what a challenger must show to take the champion's place. */
export interface NightlyDefinition {
  /** Shares of train, validation and holdout. @defaultValue 0.2, 0.4, 0.4 */
  readonly split?: SplitRatios;
  /** What it takes to promote. When `effect` or `power` is given, a holdout too small for it is refused. */
  readonly gate?: GateChoices;
  /** The names of the slices that an example belongs to, for guards of the kind `slice`. */
  readonly slices?: (example: Example) => readonly string[];
  /** Further metrics by name, for guards of the kind `metric`. */
  readonly metrics?: { readonly [name: string]: Metric };
  /** A person must approve, within this time; without an answer nothing is promoted. @defaultValue nobody is asked */
  readonly approval?: { readonly timeoutMs: number };
  readonly notify?: NotifyOptions;
  readonly budget?: {
    /** @defaultValue the task's own */
    readonly perNight?: Budget;
    /** Over all nights of a calendar month (UTC). */
    readonly perMonth?: Pick<Budget, 'maxCostUsd' | 'maxLmCalls'>;
  };
}

const OPTIONS: readonly (keyof NightlyDefinition)[] = [
  ...(['split', 'gate', 'slices', 'metrics', 'approval', 'notify', 'budget'] as const),
];

/** @throws InvalidRequest for a misspelt option; what the options say is checked when the task is loaded */
export function checkNightlyNames(task: string, nightly: NightlyDefinition): void {
  const where = `The option nightly of the task ${task}`;
  refuseUnknownNames(where, nightly, OPTIONS);
  refuseUnknownNames(`${where}, budget,`, nightly.budget ?? {}, ['perNight', 'perMonth']);
  refuseUnknownNames(`${where}, approval,`, nightly.approval ?? {}, ['timeoutMs']);
  refuseUnknownNames(`${where}, notify,`, nightly.notify ?? {}, ['url', 'secretEnv']);
  refuseUnknownNames(`${where}, split,`, nightly.split ?? {}, ['train', 'validation', 'holdout']);
}
