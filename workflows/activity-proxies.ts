import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { NightActivities } from '../activities/contract-of-nights.ts';
import type { Activities } from '../activities/contract.ts';
import type { FailureType } from '../domain/failure-type.ts';

/** Trying these again cannot help before someone acts, or the run has ended. */
const NOT_WORTH_RETRYING: FailureType[] = [
  'LmAuth',
  'LmQuotaExhausted',
  'LmBadRequest',
  'LmOutage',
  'TaskChanged',
  'BudgetExhausted',
  'InvalidRequest',
  'DatasetUnreadable',
  'MetricFailed',
  'CandidateMismatch',
];

/** Bound by time, never by attempts: a deploy is an attempt too. */
const retry = {
  initialInterval: '1 second',
  backoffCoefficient: 2,
  maximumInterval: '60 seconds',
  nonRetryableErrorTypes: NOT_WORTH_RETRYING,
} as const;

/** With the worker's throttle of 1 s a dead worker is noticed after 10 s and at most 1 s of reports is lost. */
const heartbeatTimeout = '10 seconds';

/** An interrupted step is waited for: its calls under way are finished and counted before the run goes on or ends. */
const cancellationType = 'WAIT_CANCELLATION_COMPLETED';

/** Model work: many calls each, resumable from its heartbeat and from the stores. */
export const { scoreShard, bootstrapDemoSet, measureExpenses } = proxyActivities<
  Activities & NightActivities
>({
  startToCloseTimeout: '14 minutes',
  scheduleToCloseTimeout: '24 hours',
  heartbeatTimeout,
  cancellationType,
  retry,
});

/** A few model calls each. */
export const { describeDataset, describeProgram, describeModule, proposeInstruction } =
  proxyActivities<Activities>({
    startToCloseTimeout: '10 minutes',
    scheduleToCloseTimeout: '6 hours',
    heartbeatTimeout,
    cancellationType,
    retry,
  });

/** Files and bookkeeping. Freezing a very large data set keeps a process from reporting for some seconds. */
export const { prepareRun, saveCheckpoint, recordResult } = proxyActivities<Activities>({
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '1 hour',
  heartbeatTimeout: '20 seconds',
  retry,
});

export const { suggestTrials } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '60 seconds',
  retry: { initialInterval: '100 milliseconds', maximumAttempts: 5 },
});

/** Files and bookkeeping of a night. Reading the data anew runs the user's code, which may ask a database. */
export const { prepareNight, fitVariant, decideNight, promoteChallenger, recordNight } =
  proxyActivities<NightActivities>({
    startToCloseTimeout: '10 minutes',
    scheduleToCloseTimeout: '6 hours',
    heartbeatTimeout: '20 seconds',
    retry,
  });

/** A receiver that is away is tried again for a quarter of an hour; then the report says that it was not told. */
export const { notifyNight } = proxyActivities<NightActivities>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '15 minutes',
  heartbeatTimeout: '20 seconds',
  retry,
});
