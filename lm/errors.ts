/** The rows of the error table: what went wrong, in the words that decide what happens next. */
export type LmErrorClass =
  | 'throttled'
  | 'quota-exhausted'
  | 'auth'
  | 'model-missing'
  | 'bad-request'
  | 'context-length'
  | 'content-filter'
  | 'server-error'
  | 'timeout'
  | 'connection'
  | 'malformed';

export interface LmErrorFacts {
  readonly errorClass: LmErrorClass;
  readonly model: string;
  readonly status?: number;
  readonly requestId?: string;
  /** The wait the server asked for, in milliseconds. */
  readonly retryAfterMs?: number;
}

/**
 * A model call that brought no usable answer. The message is ours: provider texts may echo prompts or keys and are
 * never copied.
 */
export class LmError extends Error {
  override readonly name = 'LmError';
  readonly errorClass: LmErrorClass;
  readonly model: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, facts: LmErrorFacts) {
    super(message);
    this.errorClass = facts.errorClass;
    this.model = facts.model;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** Recognised by name too: class identity does not survive two copies of a package. */
export function isLmError(error: unknown): error is LmError {
  return error instanceof Error && error.name === 'LmError' && 'errorClass' in error;
}

/** The scope's signal was aborted before the request was sent: nothing was asked, nothing is owed. */
export class CallNotSent extends Error {
  override readonly name = 'CallNotSent';
  constructor() {
    super('The work was paused, cancelled or shut down before this model call was sent.');
  }
}

export function isCallNotSent(error: unknown): error is CallNotSent {
  return error instanceof Error && error.name === 'CallNotSent';
}
