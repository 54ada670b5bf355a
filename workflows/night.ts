import { ApplicationFailure, condition, isCancellation, patched, workflowInfo } from '@temporalio/workflow';
import type { Budget } from '../domain/budget.ts';
import type {
  NightEventKind,
  NightProgress,
  NightReport,
  ReoptimizeRequest,
  Verdict,
} from '../domain/night.ts';
import type { BlockedReason } from '../domain/run.ts';
import { NO_USAGE } from '../domain/usage.ts';
import { notifyNight, recordNight } from './activity-proxies.ts';
import { codeChanged, givesWay, isDeployedAnew, PATIENCE_MS, untilMended } from './give-way.ts';
import { applicationFailure, blockingFailure } from './perform.ts';
import { nowMs } from './time.ts';

/** One night while its workflow is awake. Only the story changes it; handlers answer and unblock. */
export interface Night {
  readonly task: string;
  stage: NightProgress['stage'];
  blocked: BlockedReason | null;
  /** Of the run that it has started. */
  runId: string | null;
  runBlocked: BlockedReason | null;
  report: NightReport;
  /** What a person has answered. */
  answer: (Verdict & { readonly approved: boolean }) | null;
  /** Null before the task's options are known; whoever tells looks them up. */
  notifies: boolean | null;
  readonly patienceMs: number;
  /** None before the night is prepared. */
  budget: Budget;
  isBudgetTold: boolean;
}

export function beginNight({ task, patienceMs = PATIENCE_MS }: ReoptimizeRequest): Night {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  return {
    task,
    stage: 'prepare',
    blocked: null,
    runId: null,
    runBlocked: null,
    answer: null,
    notifies: null,
    patienceMs,
    budget: {},
    isBudgetTold: false,
    report: {
      schema: 1,
      task,
      nightId: `${workflowId}/${firstExecutionRunId}`,
      startedAtMs: nowMs(),
      outcome: null,
      reasons: [],
      basis: null,
      account: null,
      holdoutRows: 0,
      run: null,
      decision: null,
      verdict: null,
      promotedVersion: null,
      usage: NO_USAGE,
      notices: [],
    },
  };
}

export function note(night: Night, change: Partial<NightReport>): void {
  night.report = { ...night.report, ...change };
}

/** The report lies on disk from here on: what a night has spent counts even if it never ends. */
export async function record(night: Night, change: Partial<NightReport> = {}): Promise<void> {
  note(night, change);
  const { usage } = await persist(night, () => recordNight(night.report));
  // Only what it adds: the report may have gone on meanwhile.
  note(night, { usage });
}

/** What could not be told is written down; it never fails the night. */
export async function notify(night: Night, event: NightEventKind): Promise<void> {
  if (night.notifies === false) return;
  if (night.notifies === null && !patched('night-tells-before-it-is-prepared')) return;
  try {
    await notifyNight({ event, report: night.report });
  } catch (error) {
    if (isCancellation(error)) throw error;
    const why = applicationFailure(error)?.message ?? 'no receiver took it in time';
    await record(night, {
      notices: [...night.report.notices, `The event ${event} was not delivered: ${why}`],
    });
  }
}

/** Does one step; what only a person can mend blocks the night, and the step is done again after `resume`. */
export async function persist<T>(night: Night, step: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      await blockOrThrow(night, error);
    }
  }
}

async function blockOrThrow(night: Night, error: unknown): Promise<void> {
  const blocking = blockingFailure(error);
  const isBounded = givesWay();
  if (isBounded && isDeployedAnew(blocking)) throw codeChanged();
  // Steps beside each other are blocked one by one; told is the first.
  const isTold = isBounded && night.blocked !== null;
  night.blocked = { ...blocking, stage: 'prepare' };
  // The disk that blocks the night may be where a notice would be kept.
  if (blocking.failure !== 'StoreFailed' && !isTold) await notify(night, 'blocked');
  const isMended = () => night.blocked === null;
  await (isBounded ? untilMended(night, { reason: blocking, isMended }) : condition(isMended));
}

/** What the workflow fails with: the sentence that the report has. */
export function nightFailed(reason: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(reason, 'NightFailed');
}

/** Told once, as soon as the night sees it: four fifths of one of its caps are used. */
export async function tellBudget(night: Night): Promise<void> {
  if (night.isBudgetTold || !isNearlySpent(night)) return;
  night.isBudgetTold = true;
  await notify(night, 'budget-80-percent');
}

function isNearlySpent({ budget, report }: Night): boolean {
  const { maxLmCalls, maxCostUsd } = budget;
  const { usage } = report;
  const share = 0.8;
  const isCalls = maxLmCalls !== undefined && usage.lmCalls >= share * maxLmCalls;
  return isCalls || (maxCostUsd !== undefined && (usage.costUsd ?? 0) >= share * maxCostUsd);
}
