import { toBudget, toSettings, toThreads } from '../domain/chosen-settings.ts';
import type { Budget } from '../domain/budget.ts';
import type { Example } from '../domain/example.ts';
import { InvalidRequest } from '../domain/errors.ts';
import type { GateOptions, Guard, SplitRatios } from '../domain/promotion.ts';
import type { RunSettings } from '../domain/settings.ts';
import type { Metric } from '../metrics/metric.ts';
import { toGateOptions } from '../optimizer/promotion/gate-options.ts';
import { SPLIT_DEFAULTS, splitHoldout } from '../optimizer/promotion/split-holdout.ts';
import type { NightlyDefinition, NotifyOptions } from '../program/nightly.ts';
import type { TaskDefinition } from '../program/task.ts';
import { webhookAddress } from './webhook.ts';

/** A task's nightly options, checked and with their defaults. */
export interface NightlyOptions {
  readonly split: SplitRatios;
  readonly gate: GateOptions;
  /** True when the task says what gain is to be found: a holdout that cannot is then refused. */
  readonly isPowerAsked: boolean;
  readonly slices: ((example: Example) => readonly string[]) | null;
  readonly metrics: { readonly [name: string]: Metric };
  readonly approval: { readonly timeoutMs: number } | null;
  readonly notify: NotifyOptions | null;
  readonly perNight: Budget;
  readonly perMonth: Budget;
  readonly settings: RunSettings;
  readonly numThreads: number;
}

/** @throws InvalidRequest naming the option, what it takes and what came */
export function toNightlyOptions(task: TaskDefinition): NightlyOptions {
  const { name, nightly = {}, defaults = {} } = task;
  const { split = SPLIT_DEFAULTS, approval = null, notify = null } = nightly;
  splitHoldout([], split);
  if (approval !== null) checkTimeout(name, approval.timeoutMs);
  if (notify !== null) webhookAddress(notify.url);
  return {
    split,
    ...gateOf(name, nightly),
    slices: nightly.slices ?? null,
    metrics: nightly.metrics ?? {},
    approval,
    notify,
    ...budgetsOf(task),
    settings: toSettings(defaults),
    numThreads: toThreads(defaults.numThreads),
  };
}

function gateOf(task: string, nightly: NightlyDefinition): Pick<NightlyOptions, 'gate' | 'isPowerAsked'> {
  const { effect, power } = nightly.gate ?? {};
  const gate = toGateOptions(nightly.gate);
  for (const guard of gate.guards) checkGuard(task, guard, nightly);
  return { gate, isPowerAsked: effect !== undefined || power !== undefined };
}

function budgetsOf({ nightly, defaults }: TaskDefinition): Pick<NightlyOptions, 'perNight' | 'perMonth'> {
  const { perNight = defaults?.budget, perMonth } = nightly?.budget ?? {};
  return { perNight: toBudget(perNight), perMonth: toBudget(perMonth) };
}

/** A guard that a night cannot measure would keep every challenger out for ever. */
function checkGuard(task: string, guard: Guard, { slices, metrics = {} }: NightlyDefinition): void {
  if (guard.kind === 'metric' && !(guard.name in metrics)) {
    refuse(task, `has a guard on the metric ${guard.name}, but nightly.metrics does not hold it`);
  }
  if (guard.kind === 'slice' && slices === undefined) {
    refuse(task, `has a guard on the slice ${guard.name}, but there is no function nightly.slices`);
  }
}

function checkTimeout(task: string, timeoutMs: number): void {
  if (Number.isFinite(timeoutMs) && timeoutMs > 0) return;
  refuse(task, `needs nightly.approval.timeoutMs in milliseconds, above 0; got ${String(timeoutMs)}`);
}

function refuse(task: string, what: string): never {
  throw new InvalidRequest(`The task ${task} ${what}.`);
}
