import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  TemporalFailure,
} from '@temporalio/workflow';
import type { DecideNightInput, PreparedNight } from '../activities/contract-of-nights.ts';
import type { Promoter } from '../domain/champion.ts';
import type {
  NightEventKind,
  NightOutcome,
  NightReport,
  NightRun,
  ReoptimizeRequest,
} from '../domain/night.ts';
import type { PromotionDecision } from '../domain/promotion.ts';
import { runIdOf } from '../domain/task-queue.ts';
import { decideNight, fitVariant, prepareNight, promoteChallenger } from './activity-proxies.ts';
import { givesWay } from './give-way.ts';
import { measureOnHoldout, scoreOnHoldout } from './holdout.ts';
import { eventOf, NightEnding } from './night-ending.ts';
import { listenAtNight } from './night-handlers.ts';
import { optimizeAgain } from './night-run.ts';
import { beginNight, nightFailed, note, notify, persist, record, tellBudget, type Night } from './night.ts';

/**
 * One night: optimizes a task again from its champion on fresh data, and promotes the challenger only if it is shown to
 * be better on rows that neither has learnt from. Survives the death of anything; promotes at most once.
 */
export async function reoptimize(request: ReoptimizeRequest): Promise<NightReport> {
  const night = beginNight(request);
  listenAtNight(night);
  try {
    await story(night, request);
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() =>
        end(night, { outcome: 'cancelled', reasons: ['The night was cancelled.'] }),
      );
      throw error;
    }
    if (!(error instanceof NightEnding)) return await fail(night, error);
    const { outcome, message, event } = error;
    await end(night, { outcome, reasons: [message], event });
  }
  return night.report;
}

async function story(night: Night, { force = false }: ReoptimizeRequest): Promise<void> {
  const prepared = await prepare(night, force);
  const { variant } = prepared.spec;
  night.stage = 'champion';
  const champion = await scoreOnHoldout(night, prepared, variant.program);
  const run = await optimizeAgain(night, prepared);
  night.stage = 'challenger';
  const challenger = await scoreOnHoldout(night, prepared, run.program);
  const expenses = await measureOnHoldout(night, prepared, run.program);
  await record(night);
  await tellBudget(night);
  const decision = await decide(night, prepared, { champion, challenger, ...(expenses && { expenses }) });
  if (decision.verdict === 'keep') throw new NightEnding('kept', reasonsOf(decision));
  const promotedBy = await approved(night, prepared);
  await promote(night, { prepared, run, decision, promotedBy });
}

async function prepare(night: Night, force: boolean): Promise<PreparedNight> {
  const { task, report } = night;
  const { nightId, startedAtMs } = report;
  const prepared = await persist(night, () => prepareNight({ task, nightId, startedAtMs, force }));
  note(night, { basis: prepared.basis });
  if (prepared.kind === 'skip') throw new NightEnding('skipped', prepared.reason);
  night.notifies = prepared.notifies;
  night.budget = prepared.budget;
  const account = runIdOf(task, prepared.spec.specHash);
  await record(night, { account, holdoutRows: prepared.holdout.count });
  return prepared;
}

async function decide(
  night: Night,
  { holdout, basis }: PreparedNight,
  sides: Pick<DecideNightInput, 'champion' | 'challenger' | 'expenses'>,
): Promise<PromotionDecision> {
  night.stage = 'decide';
  const { nightId } = night.report;
  const input = { task: night.task, nightId, code: basis.code, holdout, ...sides };
  const decision = await persist(night, () => decideNight(input));
  note(night, { decision });
  return decision;
}

function reasonsOf({ reasons }: PromotionDecision): string {
  return reasons.map(({ text }) => text).join(' ');
}

/** Who promotes: the gate, or the person who was asked. @throws NightEnding when that person says no, or nothing in time */
async function approved(night: Night, { approvalTimeoutMs, spec, basis }: PreparedNight): Promise<Promoter> {
  if (approvalTimeoutMs === null) return { kind: 'gate', name: night.report.nightId };
  night.stage = 'approval';
  await record(night);
  await notify(night, 'waiting-for-approval');
  await condition(() => night.answer !== null, approvalTimeoutMs);
  night.stage = 'decide';
  const { answer } = night;
  if (answer === null) throw new NightEnding('unanswered', 'Kept because nobody has approved it in time.');
  note(night, { verdict: answer });
  if (!answer.approved) throw new NightEnding('rejected', `Kept because ${answer.by} rejected it.`);
  // A person may take half a day, in which the program may be deployed anew.
  const { task, variant } = spec;
  if (givesWay()) await persist(night, () => fitVariant({ task, variant, code: basis.code }));
  return { kind: 'person', name: answer.by };
}

interface Winner {
  readonly prepared: PreparedNight;
  readonly run: NightRun;
  readonly decision: PromotionDecision;
  readonly promotedBy: Promoter;
}

async function promote(night: Night, { prepared, run, decision, promotedBy }: Winner): Promise<void> {
  const { championVersion, data } = prepared.basis;
  const { verdict, nightId } = night.report;
  const reasons = decision.reasons.map(({ text }) => text);
  if (verdict !== null && verdict.note !== '') reasons.push(`${verdict.by}: ${verdict.note}`);
  const outcome = await persist(night, () =>
    promoteChallenger({
      task: night.task,
      nightId,
      program: run.program,
      runId: run.runId,
      expectedVersion: championVersion,
      decision,
      dataHash: data,
      promotedBy,
      reasons,
    }),
  );
  if (outcome.kind === 'superseded') {
    const { currentVersion } = outcome;
    throw new NightEnding(
      'superseded',
      `Nothing was changed: version ${currentVersion} came into use while the night compared with version ${championVersion}.`,
    );
  }
  note(night, { promotedVersion: outcome.champion.version });
  await end(night, { outcome: 'promoted', reasons });
}

interface HowItEnded {
  readonly outcome: NightOutcome;
  readonly reasons: readonly string[];
  readonly event?: NightEventKind | null;
}

async function end(night: Night, { outcome, reasons, event = eventOf(outcome) }: HowItEnded): Promise<void> {
  night.stage = 'finished';
  // A message under way may still have something to say in the report.
  await condition(allHandlersFinished);
  await record(night, { outcome, reasons });
  await tellBudget(night);
  if (event !== null) await notify(night, event);
}

/** The workflow fails too, so that a schedule that pauses on failure does. A bug of ours is none: it is tried again. */
async function fail(night: Night, error: unknown): Promise<never> {
  if (!(error instanceof TemporalFailure)) throw error;
  const reason = causeOf(error).message;
  await end(night, { outcome: 'failed', reasons: [reason] });
  throw nightFailed(reason);
}

/** The failure itself, without the activity or the run around it. */
function causeOf(failure: TemporalFailure): Error {
  const { cause } = failure;
  if (cause === undefined) return failure;
  return cause instanceof TemporalFailure ? causeOf(cause) : cause;
}
