import type { ServerResponse } from 'node:http';
import { completionFor } from './chat-completion.ts';
import type { CompletionRequest } from './chat-completion.ts';
import type { Fault, FaultKind } from './fault.ts';

/** What is sent back, or that nothing is. */
export type Reply =
  | {
      readonly kind: 'body';
      readonly status: number;
      readonly headers: { readonly [name: string]: string };
      readonly body: string;
    }
  /** Headers promise the whole body, the connection ends inside it. */
  | { readonly kind: 'cut'; readonly body: string }
  /** A body that comes byte by byte, so slowly that nobody waits for its end. */
  | { readonly kind: 'drip'; readonly body: string }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'silent' };

const DRIP_EVERY_MS = 100;

const JSON_TYPE = { 'content-type': 'application/json' };

export function jsonReply(
  status: number,
  value: unknown,
  headers: { readonly [name: string]: string } = {},
): Reply {
  return { kind: 'body', status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(value) };
}

/** An error in the shape of OpenAI's protocol. */
export function errorReply(status: number, code: string, message: string): Reply {
  const type = status === 429 ? code : status >= 500 ? 'server_error' : 'invalid_request_error';
  return jsonReply(status, { error: { message, type, param: null, code } });
}

interface Case {
  readonly request: CompletionRequest;
  readonly sequence: number;
  readonly fault: Fault;
}

const completion = ({ request, sequence }: Case, variation = {}) =>
  completionFor(request, sequence, variation);

const REPLIES: { readonly [kind in FaultKind]: (at: Case) => Reply } = {
  status429: ({ fault }) => {
    const headers = fault.retryAfterS === undefined ? {} : { 'retry-after': String(fault.retryAfterS) };
    const error = {
      message: 'Too many requests.',
      type: 'requests',
      param: null,
      code: 'rate_limit_exceeded',
    };
    return jsonReply(429, { error }, headers);
  },
  status500: () => errorReply(500, 'internal_error', 'The server had an error.'),
  status401: () => errorReply(401, 'invalid_api_key', 'The key is not known.'),
  status404: () => errorReply(404, 'model_not_found', 'The model does not exist.'),
  quota: () => errorReply(429, 'insufficient_quota', 'The quota is used up.'),
  'context-length': () =>
    errorReply(400, 'context_length_exceeded', 'The prompt is longer than the context.'),
  hang: () => ({ kind: 'silent' }),
  drip: (at) => ({ kind: 'drip', body: JSON.stringify(completion(at)) }),
  drop: () => ({ kind: 'dropped' }),
  'drop-in-body': (at) => ({ kind: 'cut', body: JSON.stringify(completion(at)) }),
  'truncated-body': (at) => {
    const body = JSON.stringify(completion(at));
    return { kind: 'body', status: 200, headers: JSON_TYPE, body: body.slice(0, body.length / 2) };
  },
  html: () => ({
    kind: 'body',
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<html><body>Sign in</body></html>',
  }),
  empty: () => ({ kind: 'body', status: 200, headers: JSON_TYPE, body: '' }),
  'no-choices': (at) => jsonReply(200, { ...completion(at), choices: [] }),
  'error-in-200': () => jsonReply(200, { error: { message: 'Upstream failed.', code: 502 } }),
  'wrong-schema': (at) =>
    jsonReply(200, completion(at, { content: 'Certainly! Here is what I think about it.' })),
  refusal: (at) => jsonReply(200, completion(at, { content: null, refusal: 'I cannot help with that.' })),
  'content-filter': (at) => jsonReply(200, completion(at, { content: null, finishReason: 'content_filter' })),
  redirect: ({ fault }) => jsonReply(307, {}, { location: fault.location ?? '/redirected' }),
};

/** The reply of a request that a fault strikes. */
export function faultyReply(request: CompletionRequest, sequence: number, fault: Fault): Reply {
  return REPLIES[fault.kind]({ request, sequence, fault });
}

export function statusOf(reply: Reply): number | null {
  if (reply.kind === 'body') return reply.status;
  return reply.kind === 'cut' || reply.kind === 'drip' ? 200 : null;
}

/** Sends a reply. A silent one keeps the connection open and says nothing. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  switch (reply.kind) {
    case 'body':
      response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
      response.end(reply.body);
      break;
    case 'cut':
      response.writeHead(200, { ...JSON_TYPE, 'content-length': Buffer.byteLength(reply.body) });
      response.write(reply.body.slice(0, reply.body.length / 2), () => response.socket?.destroy());
      break;
    case 'drip':
      drip(response, reply.body);
      break;
    case 'dropped':
      response.socket?.destroy();
      break;
    case 'silent':
      break;
  }
}

function drip(response: ServerResponse, body: string): void {
  const bytes = Buffer.from(body);
  let sent = 0;
  response.writeHead(200, { ...JSON_TYPE, 'content-length': bytes.length });
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + 1));
    sent += 1;
    if (sent === bytes.length) response.end();
  }, DRIP_EVERY_MS);
  response.on('close', () => clearInterval(timer));
}
