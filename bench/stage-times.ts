import type { Step, Timeline } from './timeline.ts';

/** Where a run's wall time went. */
export interface StageTimes {
  readonly prepareMs: number;
  /** Demo sets, descriptions, proposals and, beside them, the baseline. */
  readonly proposeMs: number;
  readonly searchMs: number;
  readonly selectMs: number;
  /** Within the first stage, when the last of each kind was done, since the stage's start. */
  readonly doneAfterMs: { readonly [activity: string]: number };
  /** Time of the search in which no shard was being scored. */
  readonly searchIdleMs: number;
}

/** A stage ends with `prepareRun`, when the first checkpoint is asked for, with the last shard, with the workflow. */
export function stageTimes({ startMs, endMs, steps }: Timeline): StageTimes {
  const preparedMs = lastEnd(named(steps, 'prepareRun'), startMs);
  const proposedMs = Math.min(...named(steps, 'saveCheckpoint').map(({ scheduledMs }) => scheduledMs));
  const searching = named(steps, 'scoreShard').filter(({ scheduledMs }) => scheduledMs >= proposedMs);
  const searchedMs = lastEnd(searching, proposedMs);
  const first = steps.filter(({ scheduledMs }) => scheduledMs >= preparedMs && scheduledMs < proposedMs);
  const kinds = [...new Set(first.map(({ activity }) => activity))];
  return {
    prepareMs: preparedMs - startMs,
    proposeMs: proposedMs - preparedMs,
    searchMs: searchedMs - proposedMs,
    selectMs: endMs - searchedMs,
    doneAfterMs: Object.fromEntries(
      kinds.map((kind) => [kind, Math.round(lastEnd(named(first, kind), preparedMs) - preparedMs)]),
    ),
    searchIdleMs: searchedMs - proposedMs - coveredMs(searching),
  };
}

function named(steps: readonly Step[], activity: string): Step[] {
  return steps.filter((step) => step.activity === activity);
}

function lastEnd(steps: readonly Step[], atLeastMs: number): number {
  return Math.max(atLeastMs, ...steps.map(({ completedMs }) => completedMs));
}

/** Length of the union of the steps' running times. */
export function coveredMs(steps: readonly Step[]): number {
  let covered = 0;
  let reachedMs = 0;
  for (const { startedMs, completedMs } of steps.toSorted((a, b) => a.startedMs - b.startedMs)) {
    covered += Math.max(0, completedMs - Math.max(startedMs, reachedMs));
    reachedMs = Math.max(reachedMs, completedMs);
  }
  return covered;
}
