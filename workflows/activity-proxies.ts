import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
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
export const { scoreShard, bootstrapDemoSet } = proxyActivities<Activities>({
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
