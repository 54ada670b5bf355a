import type { Dialect } from './dialect.ts';
import type { LmRequest, ResponseFormat } from './language-model.ts';
import type { WireRequest } from './transport.ts';

export interface WireOptions {
  readonly api: 'chat' | 'responses';
  /** The model's name on the server. */
  readonly model: string;
  readonly dialect: Dialect;
  /** OpenAI's own server keeps answers unless told not to; others may refuse the field. */
  readonly sendStore: boolean;
}

/** The request's body. Absent options are left out, so that the server's own defaults hold. Pure. */
export function toWireRequest(request: LmRequest, options: WireOptions): WireRequest {
  const body = options.api === 'chat' ? chatBody(request, options) : responsesBody(request, options);
  return { api: options.api, body: withoutUndefined(body) };
}

type Body = { [field: string]: unknown };

function chatBody(request: LmRequest, { model, dialect, sendStore }: WireOptions): Body {
  return {
    model,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    temperature: dialect.temperature ? request.temperature : undefined,
    [dialect.tokenField]: request.maxTokens,
    seed: dialect.seed ? request.seed : undefined,
    response_format: chatFormat(request.responseFormat, dialect),
    stream: false,
    store: sendStore ? false : undefined,
  };
}

/** The Responses API has no seed. */
function responsesBody(request: LmRequest, { model, dialect }: WireOptions): Body {
  const format = responsesFormat(request.responseFormat, dialect);
  return {
    model,
    input: request.messages.map(({ role, content }) => ({ role, content })),
    temperature: dialect.temperature ? request.temperature : undefined,
    max_output_tokens: request.maxTokens,
    text: format === undefined ? undefined : { format },
    stream: false,
    store: false,
  };
}

function chatFormat(format: ResponseFormat | undefined, dialect: Dialect): unknown {
  if (format === undefined || dialect.responseFormat === 'none') return undefined;
  if (format.type === 'json_object' || dialect.responseFormat === 'json_object')
    return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name: format.name, schema: format.schema, strict: true } };
}

function responsesFormat(format: ResponseFormat | undefined, dialect: Dialect): unknown {
  if (format === undefined || dialect.responseFormat === 'none') return undefined;
  if (format.type === 'json_object' || dialect.responseFormat === 'json_object')
    return { type: 'json_object' };
  return { type: 'json_schema', name: format.name, schema: format.schema, strict: true };
}

function withoutUndefined(body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
