import type { LmErrorClass } from './errors.ts';
import type { Asked, FailureFacts } from './error-table.ts';

const SENTENCES: { readonly [errorClass in LmErrorClass]: string } = {
  throttled: '{model} takes no more requests for now',
  'quota-exhausted':
    'The account behind {model} has no quota left; add credit or raise its limit, then resume',
  auth: '{model} refused the key{key}; correct it, then resume',
  'model-missing': "The server does not know {model}; check the model's name and the base URL",
  'bad-request': "{model} refused the request's parameters{detail}",
  'context-length': 'The prompt is too long for {model}',
  'content-filter': '{model} declined to answer for reasons of content',
  'server-error': 'The server of {model} failed',
  timeout: '{model} did not answer in time',
  connection: 'The connection to the server of {model} failed or broke',
  malformed: '{model} sent no usable answer{detail}',
};

/** What went wrong and what to do, in our own words: status, model and request id, never the server's text. */
export function describeFailure(errorClass: LmErrorClass, asked: Asked, facts: FailureFacts): string {
  return `${sentence(errorClass, asked, facts)}${inBrackets(facts)}.`;
}

function sentence(errorClass: LmErrorClass, { model, keyName }: Asked, { detail }: FailureFacts): string {
  return SENTENCES[errorClass]
    .replace('{model}', () => model)
    .replace('{key}', () => (keyName === null ? '' : ` in ${keyName}`))
    .replace('{detail}', () => (detail === undefined ? '' : `: ${detail}`));
}

function inBrackets({ status, requestId }: FailureFacts): string {
  const parts = [
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
