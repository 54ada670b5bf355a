import { LmError } from './errors.ts';
import type { LmErrorClass } from './errors.ts';
import { describeFailure } from './failure-messages.ts';
import type { HttpFailure, LostFailure } from './transport.ts';

/** Who was asked, for messages. `keyName` is the name of a variable, never its value. */
export interface Asked {
  readonly model: string;
  readonly keyName: string | null;
}

/** Words of error codes and types, first match wins. Servers invent them freely; status alone is not enough. */
const BY_WORD: readonly (readonly [RegExp, LmErrorClass])[] = [
  [/context_length|exceed_context_size|context_window|string_above_max_length/, 'context-length'],
  [/content_filter|content_policy|responsible_?ai|moderation|safety_violation|flagged/, 'content-filter'],
  [/model_not_found|model_not_available|unknown_model|deployment_?not_?found|invalid_model/, 'model-missing'],
  [/invalid_api_key|invalid_authentication|account_deactivated|api_key_invalid/, 'auth'],
];

const QUOTA =
  /insufficient_quota|billing_(hard_limit|not_active)|quota_exceeded|credits?_(exhausted|depleted)|payment_required/;

const BY_STATUS: { readonly [status: number]: LmErrorClass } = {
  401: 'auth',
  402: 'quota-exhausted',
  403: 'auth',
  404: 'model-missing',
  407: 'auth',
  408: 'timeout',
  409: 'server-error',
  413: 'context-length',
  425: 'server-error',
  429: 'throttled',
};

const CONTEXT_TEXT =
  /maximum context length|context (length|window|size) (is |was |has been )?exceed|exceeds? the (available |model'?s )?(maximum )?context|(prompt|input) is too long|too large for model|input token count .{0,40}exceeds|reduce the length of the (messages|prompt|input)/i;
const FILTER_TEXT = /flagged|moderation|content polic/i;

/** The row of the error table that a refusal belongs to. Pure. */
export function classifyHttp(failure: HttpFailure): LmErrorClass {
  const { status } = failure;
  if (status >= 500) return isOverload(failure) ? 'throttled' : 'server-error';
  const words = `${failure.code} ${failure.type}`.toLowerCase();
  if (QUOTA.test(words)) return 'quota-exhausted';
  // A refused key or too many requests is just that, whatever words come with it.
  const certain = status === 401 || status === 429;
  const byWord = certain ? undefined : BY_WORD.find(([pattern]) => pattern.test(words))?.[1];
  return byWord ?? classifyByText(failure);
}

/** A server that is too busy says when to come back; one that is down does not. */
function isOverload({ status, retryAfterMs }: HttpFailure): boolean {
  return (status === 503 || status === 529) && retryAfterMs !== undefined;
}

function classifyByText({ status, text }: HttpFailure): LmErrorClass {
  if (status === 403 && FILTER_TEXT.test(text)) return 'content-filter';
  return BY_STATUS[status] ?? (CONTEXT_TEXT.test(text) ? 'context-length' : 'bad-request');
}

const LOST: {
  readonly [kind in LostFailure['kind']]: { readonly errorClass: LmErrorClass; readonly detail?: string };
} = {
  timeout: { errorClass: 'timeout' },
  connection: { errorClass: 'connection' },
  // A server that points elsewhere does so for every request: nothing to retry, and the prompt must not follow.
  redirect: {
    errorClass: 'bad-request',
    detail: 'it redirects, and prompts go nowhere else; correct the base URL',
  },
  unreadable: { errorClass: 'malformed', detail: 'it was not JSON or ended early' },
  'too-large': { errorClass: 'malformed', detail: 'it was larger than 8 MB' },
};

/** The error to throw for a failed exchange, with a message of our own. */
export function toLmError(failure: HttpFailure | LostFailure, asked: Asked): LmError {
  if (failure.kind === 'http') return lmError(classifyHttp(failure), asked, failure);
  const { errorClass, detail } = LOST[failure.kind];
  return lmError(errorClass, asked, detail === undefined ? {} : { detail });
}

export interface FailureFacts {
  readonly status?: number;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Our own words, never the server's. */
  readonly detail?: string;
}

export function lmError(errorClass: LmErrorClass, asked: Asked, facts: FailureFacts = {}): LmError {
  const requestId = facts.requestId === undefined ? undefined : safeId(facts.requestId);
  return new LmError(describeFailure(errorClass, asked, { ...facts, requestId }), {
    errorClass,
    model: asked.model,
    ...(facts.status === undefined ? {} : { status: facts.status }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(facts.retryAfterMs === undefined ? {} : { retryAfterMs: facts.retryAfterMs }),
  });
}

/** An id is the server's text too: only what looks like one is shown. */
function safeId(id: string): string | undefined {
  return /^[\w.:-]{1,100}$/.test(id) ? id : undefined;
}
