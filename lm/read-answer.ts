import { readChat } from './read-chat.ts';
import { readResponses } from './read-responses.ts';
import { errorBodyOf } from './read-fields.ts';
import type { Reading } from './read-fields.ts';
import type { HttpFailure, WireAnswer } from './transport.ts';

/**
 * Judges a body that came with status 200: not every such body is an answer. A web page, nothing at all, an error
 * object or an answer without text all arrive as success.
 */
export function readAnswer(api: 'chat' | 'responses', { body, requestId }: WireAnswer): Reading {
  if (body === undefined || body === null || body === '')
    return { kind: 'unusable', why: 'the body was empty' };
  if (typeof body === 'string') return { kind: 'unusable', why: 'the body was text, not JSON' };
  if (typeof body !== 'object' || Array.isArray(body))
    return { kind: 'unusable', why: 'the body was no object' };
  const error = errorBodyOf(body);
  if (error !== undefined) return { kind: 'refused', failure: refusalIn(error, requestId) };
  return api === 'chat' ? readChat(body) : readResponses(body);
}

/** Routers report the upstream's status as a numeric code; without one it counts as a failing server. */
function refusalIn(error: { readonly [field: string]: unknown }, requestId: string | undefined): HttpFailure {
  const code = error['code'];
  const status = Number(code);
  return {
    kind: 'http',
    status: Number.isInteger(status) && status >= 400 && status < 600 ? status : 500,
    code: typeof code === 'string' ? code : '',
    type: typeof error['type'] === 'string' ? error['type'] : '',
    param: typeof error['param'] === 'string' ? error['param'] : '',
    text: typeof error['message'] === 'string' ? error['message'] : '',
    requestId,
  };
}
