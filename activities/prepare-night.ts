import type { DatasetRef } from '../domain/artifact.ts';
import type { Budget } from '../domain/budget.ts';
import type { UsageLine } from '../domain/call-ledger.ts';
import { NO_CHAMPION, type HoldoutLook } from '../domain/champion.ts';
import { InvalidRequest } from '../domain/errors.ts';
import type { Example } from '../domain/example.ts';
import type { NightBasis, NightOutcome, NightReport } from '../domain/night.ts';
import { isScoreGuard, type PowerNote } from '../domain/promotion.ts';
import type { TaskVariant } from '../domain/task-variant.ts';
import { checkData, checkSettings } from '../optimizer/check-settings.ts';
import { alphaFor } from '../optimizer/promotion/alpha-budget.ts';
import { powerNote } from '../optimizer/promotion/power-note.ts';
import { splitHoldout } from '../optimizer/promotion/split-holdout.ts';
import { hashOf } from '../stores/content-hash.ts';
import type { PreparedNight, PrepareNightInput, SkippedNight } from './contract-of-nights.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { freeze } from './frozen-data.ts';
import { codeHash } from './night-code.ts';
import { holdoutRoom } from './holdout-room.ts';
import { nightBudget, type NightCaps } from './night-budget.ts';
import { nightRunBudget } from './night-run-budget.ts';
import { freshTask } from './require-task.ts';
import { variedTask } from './task-variant.ts';

const DAY_MS = 86_400_000;
const HASH_CHARACTERS = 12;

/**
 * Reads the data anew, splits it so that no row ever moves between the parts, and looks whether there is anything to do.
 *
 * @throws InvalidRequest for a champion that does not fit, or a holdout that is too small; DatasetUnreadable
 */
export async function prepareNight(
  deps: Dependencies,
  input: PrepareNightInput,
): Promise<PreparedNight | SkippedNight> {
  const task = await freshTask(deps, input.task);
  const data = await frozenParts(deps, task);
  const champion = await deps.champions.current(task.name);
  const basis = {
    data: hashOf(Object.values(data).map(({ sha256 }) => sha256)).slice(0, HASH_CHARACTERS),
    code: codeHash(task),
    championVersion: champion?.version ?? NO_CHAMPION,
  };
  const before = (await deps.nights.list(task.name)).filter(({ nightId }) => nightId !== input.nightId);
  if (!input.force && isKnown(before, basis)) return { kind: 'skip', reason: UNCHANGED, basis };
  const budget = nightBudget(task.nightly, spentThisMonth(deps, before, input.startedAtMs));
  if (budget.kind === 'spent') return { kind: 'skip', reason: MONTH_SPENT, basis };
  const program = champion === null ? null : await deps.artifacts.put(champion.program);
  const variant = { program, trainset: data.train, valset: data.validation };
  const varied = await variedTask(deps, task, variant);
  const looks = await deps.champions.looks(task.name);
  const power = powerOfNight(task, { rows: data.holdout.count, lastLook: looks.at(-1) ?? null }, input);
  const run = runOf(varied, { budget, rows: data.holdout.count, seen: usageOfLast(deps, before) });
  if (run === null) return { kind: 'skip', reason: MONTH_SPENT, basis };
  return toNight({ task, variant, budget: budget.caps, run, holdout: data.holdout, basis, power }, input);
}

/** What the run would refuse is refused before the champion is scored. Null when the month has too little left. @throws InvalidRequest */
function runOf(
  task: LoadedTask,
  { budget, rows, seen }: { budget: NightCaps; rows: number; seen: readonly UsageLine[] },
): Budget | null {
  const { settings, gate } = task.nightly;
  checkSettings(settings, { predictors: task.program.predictors().length });
  checkData(settings, { trainset: task.trainset.length, valset: task.valset?.length ?? null });
  const isTimed = gate.guards.some(({ kind }) => kind === 'latency');
  const before = holdoutRoom(task, { rows, settings, isTimed: false, seen });
  const after = holdoutRoom(task, { rows, settings, isTimed, seen });
  return nightRunBudget(task, { settings, budget, before, after });
}

function usageOfLast(deps: Dependencies, before: readonly NightReport[]): readonly UsageLine[] {
  const account = before.findLast((night) => night.account !== null)?.account ?? null;
  return account === null ? [] : deps.ledgers.usageLines(account);
}

const MONTH_SPENT =
  'Skipped because the nights of this month have left too little of nightly.budget.perMonth for another one.';

const UNCHANGED =
  'Skipped because data, code and champion are what they were in the last night: there is nothing to find.';

interface NightParts {
  readonly task: LoadedTask;
  readonly variant: TaskVariant;
  readonly budget: Budget;
  /** Caps of the run. */
  readonly run: Budget;
  readonly holdout: DatasetRef;
  readonly basis: NightBasis;
  readonly power: PowerNote;
}

function toNight(parts: NightParts, { nightId }: PrepareNightInput): PreparedNight {
  const { task, variant, budget, run, holdout, basis, power } = parts;
  const { settings, numThreads, gate, approval, notify } = task.nightly;
  const specHash = hashOf({ task: task.name, nightId, settings, variant }).slice(0, HASH_CHARACTERS);
  return {
    kind: 'night',
    basis,
    spec: { task: task.name, specHash, settings, budget: run, numThreads, variant },
    budget,
    holdout,
    power,
    metrics: [...new Set(gate.guards.flatMap((guard) => (guard.kind === 'metric' ? guard.name : [])))],
    expenses: [...new Set(gate.guards.flatMap((guard) => (isScoreGuard(guard) ? [] : guard.kind)))],
    approvalTimeoutMs: approval?.timeoutMs ?? null,
    notifies: notify !== null,
  };
}

/** All labelled rows of the task, whatever they serve in other runs; but a test set stays out of everything. */
async function frozenParts(deps: Dependencies, { trainset, valset, nightly }: LoadedTask) {
  const rows = [...trainset, ...(valset ?? [])];
  const split = splitHoldout(
    rows.map((row) => row.inputs()),
    nightly.split,
  );
  const at = (positions: readonly number[]): Example[] =>
    positions.flatMap((position) => rows[position] ?? []);
  const [train, validation, holdout] = await Promise.all(
    [split.train, split.validation, split.holdout].map((part) => freeze(deps.artifacts, at(part))),
  );
  return { train, validation, holdout } as { [part in keyof typeof split]: DatasetRef };
}

const NOTHING_FOUND: readonly NightOutcome[] = ['skipped', 'failed', 'cancelled'];

/** By the last night that came to a decision: another one has found nothing out. */
function isKnown(before: readonly NightReport[], basis: NightBasis): boolean {
  const last = before.findLast(({ outcome }) => outcome !== null && !NOTHING_FOUND.includes(outcome));
  return last?.basis !== undefined && hashOf(last.basis) === hashOf(basis);
}

function spentThisMonth(deps: Dependencies, before: readonly NightReport[], nowMs: number) {
  const accounts = before.flatMap(({ account, startedAtMs }) =>
    account !== null && monthOf(startedAtMs) === monthOf(nowMs) ? account : [],
  );
  return accounts.flatMap((account) => deps.ledgers.usageLines(account));
}

function monthOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 'yyyy-mm'.length);
}

/** What a look a day after the last one can tell. A look at once after another may spend nothing, which is no fault of the data. */
function powerOfNight(
  { name, nightly }: LoadedTask,
  { rows, lastLook }: { readonly rows: number; readonly lastLook: HoldoutLook | null },
  { startedAtMs }: PrepareNightInput,
): PowerNote {
  const { gate, isPowerAsked, split } = nightly;
  const nowMs = Math.max(startedAtMs, (lastLook?.atMs ?? 0) + DAY_MS);
  const alpha = alphaFor(gate, { lastLook, nowMs });
  const note = powerNote(rows, { alpha, effect: gate.effect, power: gate.power });
  const isHopeless = 2 ** -rows >= alpha;
  if (!isHopeless && (!isPowerAsked || note.enough)) return note;
  const needed = isHopeless ? Math.floor(-Math.log2(alpha)) + 1 : note.rowsNeeded;
  throw new InvalidRequest(
    `The holdout of the task ${name} is too small: ${note.text} It has ${rows} rows and needs at least ${needed}, which is ` +
      `about ${Math.ceil(needed / split.holdout)} labelled rows at a share of ${split.holdout}. Add rows, raise nightly.split.holdout, or ask for less in nightly.gate.`,
  );
}
