import { ApplicationFailure } from '@temporalio/activity';
import { isBudgetExhausted } from '../domain/errors.ts';
import type { FailureType } from '../domain/failure-type.ts';
import { isLmError, type LmError } from '../lm/errors.ts';
import { FAILURE_OF_CLASS } from './infrastructure.ts';
import { unexpected } from './unexpected.ts';

/** What a person can do about it; appended to the message that `show` and `progress` print. */
const NEXT_STEP: { readonly [type in FailureType]?: string } = {
  LmAuth: "Put a valid key into the worker's environment, restart the worker and run `durable-mipro resume`.",
  LmQuotaExhausted: 'Add credit or raise the quota at the provider, then run `durable-mipro resume`.',
  LmBadRequest:
    "Check the model's name and parameters in the task, restart the worker and run `durable-mipro resume`.",
  LmOutage: 'When the provider answers again, run `durable-mipro resume`.',
};

/** Retried by Temporal: how the provider's own errors travel when trying again can help. */
export function isTransient(error: unknown): error is LmError {
  return isLmError(error) && FAILURE_OF_CLASS[error.errorClass] === 'LmTransient';
}

/** True for what the provider will refuse again until a person has mended it: key, quota, model, request. */
export function needsPerson(error: unknown): error is LmError {
  return isLmError(error) && FAILURE_OF_CLASS[error.errorClass] !== undefined && !isTransient(error);
}

function storeTrouble(message: string, mayPass: boolean): ApplicationFailure {
  return ApplicationFailure.create({ type: 'StoreFailed', message, nonRetryable: !mayPass });
}

export function failure(type: FailureType, message: string, nextRetryDelayMs?: number): ApplicationFailure {
  const retryable = type === 'LmTransient' || type === 'NotRegistered' || type === 'WorkerShutdown';
  const step = NEXT_STEP[type];
  return ApplicationFailure.create({
    type,
    message: step === undefined ? message : `${message} ${step}`,
    nonRetryable: !retryable,
    ...(nextRetryDelayMs !== undefined && { nextRetryDelay: nextRetryDelayMs }),
  });
}

/**
 * Attempts before trouble with a store blocks the run. For a full disk about ten minutes; for an artifact the time that a
 * shared folder may need to show it.
 */
const ATTEMPTS_FOR_STORE: { readonly [error: string]: number } = {
  StoreFailed: 15,
  ArtifactMissing: 3,
  ArtifactDamaged: 3,
};

/**
 * Translates what an activity caught in its given attempt. Causes stay out: they may hold provider text. An error of
 * unknown kind is a bug, and retried until it is mended; its words stay out too.
 */
export function toFailure(error: unknown, attempt = 1): unknown {
  const attemptsForStore = error instanceof Error ? ATTEMPTS_FOR_STORE[error.name] : undefined;
  if (error instanceof Error && attemptsForStore !== undefined)
    return storeTrouble(error.message, attempt < attemptsForStore);
  if (isBudgetExhausted(error)) return failure('BudgetExhausted', error.message);
  if (isRefusal(error)) return failure(error.name, error.message);
  if (!isLmError(error)) return unexpected(error);
  const type = FAILURE_OF_CLASS[error.errorClass];
  return type === undefined
    ? ApplicationFailure.create({ type: error.name, message: error.message })
    : failure(type, error.message, error.retryAfterMs);
}

const REFUSALS: readonly string[] = [
  'InvalidRequest',
  'DatasetUnreadable',
  'TaskChanged',
] satisfies FailureType[];

function isRefusal(
  error: unknown,
): error is Error & { name: 'InvalidRequest' | 'DatasetUnreadable' | 'TaskChanged' } {
  return error instanceof Error && REFUSALS.includes(error.name);
}
