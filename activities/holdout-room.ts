import type { UsageLine } from '../domain/call-ledger.ts';
import type { RunSettings } from '../domain/settings.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import { LM } from '../lm/lm.ts';
import { ASSUMED_MAX_TOKENS } from '../lm/model-call.ts';
import { costOf } from '../lm/prices.ts';
import { callSize, likelyDemos } from '../program/call-size.ts';
import type { LoadedTask } from './dependencies.ts';
import { TIMED_ROWS } from './timed-sides.ts';

/** What a night keeps back from its run: for the challenger on the holdout, and for the timing of both sides. */
export interface HoldoutRoom {
  readonly lmCalls: number;
  /** Null when the model's price is unknown. */
  readonly costUsd: number | null;
}

export interface HoldoutWork {
  readonly rows: number;
  readonly settings: RunSettings;
  /** A guard asks for the latency. */
  readonly isTimed: boolean;
  /** What the nights before have used. */
  readonly seen: readonly UsageLine[];
}

/**
 * One call per predictor and row is assumed. A call costs what those of earlier nights have cost, or what a prompt with
 * demonstrations and a usual reply does, whichever is more. The last call is sent only if there is room for its worst case.
 */
export function holdoutRoom(task: LoadedTask, work: HoldoutWork): HoldoutRoom {
  const { rows, isTimed } = work;
  const programCalls = rows + (isTimed ? 2 * Math.min(TIMED_ROWS, rows) : 0);
  const lmCalls = programCalls * task.program.predictors().length;
  return { lmCalls, costUsd: costOfCalls(task, work, lmCalls) };
}

function costOfCalls(
  { lm, program, trainset }: LoadedTask,
  { settings, seen }: HoldoutWork,
  calls: number,
): number | null {
  if (!(lm instanceof LM) || lm.price === undefined) return null;
  const ownDemos = program.predictors()[0]?.[1].demos ?? [];
  const likely = likelyDemos(trainset, settings);
  const size = callSize(program, trainset, ownDemos.length > likely.length ? ownDemos : likely);
  const usual = costOf(lm.price, { ...size, cachedPromptTokens: 0 });
  const completionTokens = lm.parameters.maxTokens ?? ASSUMED_MAX_TOKENS;
  const worst = costOf(lm.price, { ...size, completionTokens, cachedPromptTokens: 0 });
  if (usual === null || worst === null) return null;
  return calls * Math.max(usual, meanCost(seen) ?? 0) + worst;
}

/** Stages whose calls are such as those on the holdout. */
const ALIKE = ['trial', 'full', 'holdout'];

function meanCost(seen: readonly UsageLine[]): number | null {
  const alike = seen.filter(({ stage }) => ALIKE.includes(stage));
  const { lmCalls, costUsd } = alike.reduce<Usage>(addUsage, NO_USAGE);
  return lmCalls === 0 || costUsd === null ? null : costUsd / lmCalls;
}
