import { CancelledFailure, type ApplicationFailure } from '@temporalio/activity';
import { expect, test } from 'vitest';
import { isTransient, toFailure } from '../../activities/failures.ts';
import { isInfrastructure } from '../../activities/infrastructure.ts';
import { BudgetExhausted, DatasetUnreadable, InvalidRequest, StoreFailed } from '../../domain/errors.ts';
import { ArtifactDamaged, ArtifactMissing } from '../../stores/artifact-errors.ts';
import { CallNotSent, LmError, type LmErrorClass } from '../../lm/errors.ts';

const SECRET = 'what the provider said';

function lmError(errorClass: LmErrorClass, retryAfterMs?: number): LmError {
  const error = new LmError('openai/m answered with status 418.', {
    errorClass,
    model: 'openai/m',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
  error.cause = new Error(SECRET);
  return error;
}

/** Each class is one of three: tried again, a person's affair, or data about the candidate. */
const ROWS: { readonly [errorClass in LmErrorClass]: readonly [string | null, boolean] } = {
  throttled: ['LmTransient', true],
  'server-error': ['LmTransient', true],
  timeout: ['LmTransient', true],
  connection: ['LmTransient', true],
  malformed: ['LmTransient', true],
  'quota-exhausted': ['LmQuotaExhausted', false],
  auth: ['LmAuth', false],
  'model-missing': ['LmBadRequest', false],
  'bad-request': ['LmBadRequest', false],
  'context-length': [null, false],
  'content-filter': [null, false],
};

test.each(Object.entries(ROWS) as [LmErrorClass, readonly [string | null, boolean]][])(
  'a model error of class %s becomes %j',
  (errorClass, [type, retryable]) => {
    const error = lmError(errorClass);
    const failure = toFailure(error);
    if (type === null) expect(failure).toMatchObject({ type: 'LmError', message: error.message });
    else expect(failure).toMatchObject({ type, nonRetryable: !retryable });
    expect(isTransient(error)).toBe(retryable);
    expect(isInfrastructure(error)).toBe(type !== null);
  },
);

test('the wait that the server asked for is Temporal’s next delay', () => {
  expect(toFailure(lmError('throttled', 7_000))).toMatchObject({ nextRetryDelay: 7_000 });
});

test.each(['auth', 'quota-exhausted', 'bad-request', 'model-missing'] as const)(
  'a failure of class %s says what a person can do',
  (errorClass) => {
    expect((toFailure(lmError(errorClass)) as Error).message).toContain('durable-mipro resume');
  },
);

test('the provider’s own words do not travel', () => {
  const failure = toFailure(lmError('auth')) as ApplicationFailure;
  expect(JSON.stringify([failure.message, failure.cause ?? null, failure.details ?? null])).not.toContain(
    SECRET,
  );
});

test.each([
  [new BudgetExhausted('maxLmCalls'), 'BudgetExhausted'],
  [new InvalidRequest('seed must be a number.'), 'InvalidRequest'],
  [new DatasetUnreadable('rows.jsonl, row 3: no JSON.'), 'DatasetUnreadable'],
])('%s is final and keeps its words', (error, type) => {
  expect(toFailure(error)).toMatchObject({ type, nonRetryable: true, message: error.message });
});

test('an unknown error is retried until it is mended, and travels without its words', () => {
  const bug = new SyntaxError('Unexpected token in "a row of data\n    at x (data:1:1)"');
  const failure = toFailure(bug) as ApplicationFailure;
  expect(failure).toMatchObject({ type: 'Unexpected', nonRetryable: false });
  expect(failure.message).toMatch(/^SyntaxError; it is tried again/);
  expect(failure.stack).toMatch(/^ +at .*failures\.test\.ts/);
  expect(`${failure.message} ${failure.stack} ${String(failure.cause)}`).not.toContain('data');
  expect(isInfrastructure(bug)).toBe(false);
});

test('an error whose stack does not begin with its words travels without a stack', () => {
  const bug = Object.assign(new Error('a row'), { stack: 'Error: another row\n    at x (y.ts:1:1)' });
  expect((toFailure(bug) as ApplicationFailure).stack).toBe('');
});

test('an order to stop passes through as Temporal’s own failure', () => {
  const cancelled = new CancelledFailure('stop');
  expect(toFailure(cancelled)).toBe(cancelled);
});

test('a call that was not sent and a budget that ended say nothing about the candidate', () => {
  expect(isInfrastructure(new CallNotSent())).toBe(true);
  expect(isInfrastructure(new BudgetExhausted('maxCostUsd'))).toBe(true);
});

test('a full disk is tried again for a while, then blocks the run, and is never a score', () => {
  const full = new StoreFailed('responses.sqlite cannot be used (SQLite 13): the disk is full.');
  expect(toFailure(full, 14)).toMatchObject({
    type: 'StoreFailed',
    nonRetryable: false,
    message: full.message,
  });
  expect(toFailure(full, 15)).toMatchObject({ type: 'StoreFailed', nonRetryable: true });
  expect(isInfrastructure(full)).toBe(true);
});

test.each([
  new ArtifactMissing('ab'.repeat(32), '/home'),
  new ArtifactDamaged('ab'.repeat(32), '/home/ab.json'),
])('an artifact that cannot be read blocks the run at the third attempt: %s', (error) => {
  expect(toFailure(error, 2)).toMatchObject({ type: 'StoreFailed', nonRetryable: false });
  expect(toFailure(error, 3)).toMatchObject({
    type: 'StoreFailed',
    nonRetryable: true,
    message: error.message,
  });
});
