import { isBudgetExhausted, isStoreFailed } from '../domain/errors.ts';
import type { FailureType } from '../domain/failure-type.ts';
import { isCallNotSent, isLmError, type LmErrorClass } from '../lm/errors.ts';

/** The one table from the world of models to the world of Temporal. Classes that are data, not failures, are absent. */
export const FAILURE_OF_CLASS: { readonly [errorClass in LmErrorClass]?: FailureType } = {
  throttled: 'LmTransient',
  'server-error': 'LmTransient',
  timeout: 'LmTransient',
  connection: 'LmTransient',
  malformed: 'LmTransient',
  'quota-exhausted': 'LmQuotaExhausted',
  auth: 'LmAuth',
  'model-missing': 'LmBadRequest',
  'bad-request': 'LmBadRequest',
};

/** True for everything that says nothing about the candidate: outages, keys, money, orders, full disks. Never a score. */
export function isInfrastructure(error: unknown): boolean {
  if (isCallNotSent(error) || isBudgetExhausted(error) || isStoreFailed(error)) return true;
  return isLmError(error) && FAILURE_OF_CLASS[error.errorClass] !== undefined;
}
