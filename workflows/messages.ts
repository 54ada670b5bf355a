import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Extension } from '../domain/extension.ts';
import type { NightProgress, Verdict } from '../domain/night.ts';
import type { BlockedReason, Progress, RunSpec } from '../domain/run.ts';
import type { FinishedTrial } from '../domain/trial.ts';

/** Where the run stands: numbers and names only. */
export const progressQuery = defineQuery<Progress>('progress');

export interface TrialsPage {
  /** First row, 0-based. */
  readonly offset: number;
  /** Rows at most; 200 is the most there is. */
  readonly limit: number;
}

/** A page of the run's trials, by number. */
export const trialsQuery = defineQuery<readonly FinishedTrial[], [TrialsPage]>('trials');

/** What the run was started with, to compare with what someone wants to start now. */
export const specQuery = defineQuery<RunSpec>('spec');

/** No new model call is sent until `resume`; calls under way are finished and kept. */
export const pauseUpdate = defineUpdate<void>('pause');

/** Goes on after `pause`, or after the cause of a block was removed. */
export const resumeUpdate = defineUpdate<void>('resume');

export interface StopOrder {
  /** `drain` finishes the wave under way; `now` leaves it. */
  readonly mode: 'drain' | 'now';
}

/** Ends the run with the best so far as its result. */
export const stopUpdate = defineUpdate<void, [StopOrder]>('stop');

/** More trials or a higher budget for a run under way. One that has ended goes on from its checkpoint instead. */
export const extendUpdate = defineUpdate<void, [Extension]>('extend');

/** Where a night stands. */
export const nightQuery = defineQuery<NightProgress>('night');

/** Says yes to the challenger that waits. */
export const approveUpdate = defineUpdate<void, [Verdict]>('approve');

/** Says no to it. */
export const rejectUpdate = defineUpdate<void, [Verdict]>('reject');

/** From the run of a night to the night: only a person can help it. Null: somebody has, and it goes on. */
export const runBlockedSignal = defineSignal<[BlockedReason | null]>('runBlocked');
