import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import type { Verdict } from '../domain/night.ts';
import { givesWay, isDeployedAnew } from './give-way.ts';
import { approveUpdate, nightQuery, rejectUpdate, resumeUpdate, runBlockedSignal } from './messages.ts';
import { notify, type Night } from './night.ts';

/** Registers what a night can be asked and told. Before the first await, so that no early message is lost. */
export function listenAtNight(night: Night): void {
  setHandler(nightQuery, () => {
    const { stage, blocked, runId, runBlocked, report } = night;
    return { stage, blocked, runId, runBlocked, report };
  });
  setHandler(approveUpdate, (verdict) => answer(night, verdict, true), {
    validator: (verdict) => checkVerdict(night, verdict),
  });
  setHandler(rejectUpdate, (verdict) => answer(night, verdict, false), {
    validator: (verdict) => checkVerdict(night, verdict),
  });
  setHandler(runBlockedSignal, async (reason) => {
    const isNew = night.runBlocked === null;
    night.runBlocked = reason;
    if (reason === null) return;
    // Steps beside each other are blocked one by one. A night that ends tells that instead.
    if (givesWay() && (!isNew || isDeployedAnew(reason))) return;
    await notify(night, 'blocked');
  });
  setHandler(
    resumeUpdate,
    () => {
      night.blocked = null;
    },
    { validator: () => (night.blocked === null ? refuse('The night is not blocked.') : undefined) },
  );
}

function answer(night: Night, { by, note }: Verdict, approved: boolean): void {
  night.answer = { by, note, approved };
}

function checkVerdict(night: Night, { by }: Verdict): void {
  if (night.stage !== 'approval') refuse('The night does not wait for an approval.');
  if (night.answer !== null) refuse(`The night has been answered already, by ${night.answer.by}.`);
  if (by.trim() === '') refuse('An answer needs the name of who gives it.');
}

function refuse(message: string): never {
  throw ApplicationFailure.nonRetryable(message, 'InvalidRequest');
}
