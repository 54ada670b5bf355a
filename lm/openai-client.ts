import { fetchWithCare } from './fetch-with-care.ts';
import { readRateFacts, readRetryAfterMs } from './rate-headers.ts';
import { fieldsOf, textOr } from './read-fields.ts';
import { TransportError } from './transport.ts';
import type { HttpFailure, LostFailure, Transport, WireAnswer, WireRequest } from './transport.ts';

type OpenAiPackage = typeof import('openai');
type OpenAiClient = InstanceType<OpenAiPackage['OpenAI']>;

export interface ServerAccess {
  readonly baseUrl: string;
  /** Null for servers on this machine that ask for none. */
  readonly apiKey: string | null;
}

/**
 * Opens a client of the `openai` package, which takes half a second to load and is therefore loaded here and only here.
 * Every option that the package would otherwise read from the environment is given: no stray variable can send prompts
 * elsewhere. It never retries: each call of `send` is one HTTP request.
 */
export async function openOpenAi(access: ServerAccess): Promise<Transport> {
  const openai = await import('openai');
  const client = new openai.OpenAI({
    apiKey: access.apiKey ?? 'none',
    baseURL: access.baseUrl,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    fetch: fetchWithCare,
    fetchOptions: { redirect: 'error' },
  });
  return { send: (wire, { timeoutMs }) => exchange({ openai, client, wire, timeoutMs }) };
}

interface Exchange {
  readonly openai: OpenAiPackage;
  readonly client: OpenAiClient;
  readonly wire: WireRequest;
  readonly timeoutMs: number;
}

async function exchange({ openai, client, wire, timeoutMs }: Exchange): Promise<WireAnswer> {
  const path = wire.api === 'chat' ? '/chat/completions' : '/responses';
  try {
    const { data, response } = await client
      .post<unknown>(path, { body: wire.body, timeout: timeoutMs })
      .withResponse();
    return {
      body: data,
      requestId: response.headers.get('x-request-id') ?? undefined,
      rate: readRateFacts(response.headers),
    };
  } catch (error) {
    throw new TransportError(toFailure(error, openai));
  }
}

function toFailure(error: unknown, openai: OpenAiPackage): HttpFailure | LostFailure {
  const ours = ownFailure(error);
  if (ours !== undefined) return ours;
  if (error instanceof openai.APIConnectionTimeoutError) return { kind: 'timeout' };
  if (error instanceof openai.APIError && typeof error.status === 'number')
    return toHttpFailure(error, error.status);
  if (error instanceof openai.APIConnectionError) {
    return { kind: causes(error).some(isRedirect) ? 'redirect' : 'connection' };
  }
  if (error instanceof SyntaxError) return { kind: 'unreadable' };
  if (error instanceof openai.APIError || error instanceof TypeError) return { kind: 'connection' };
  // Anything else is a fault of this program and must be seen as one.
  throw error;
}

/** `fetchWithCare` throws inside the package, which wraps what it catches. */
function ownFailure(error: unknown): HttpFailure | LostFailure | undefined {
  return causes(error).find((cause) => cause instanceof TransportError)?.failure;
}

function toHttpFailure(error: InstanceType<OpenAiPackage['APIError']>, status: number): HttpFailure {
  const headers = error.headers ?? new Headers();
  const nested = fieldsOf(error.error);
  return {
    kind: 'http',
    status,
    code: wordOf(error.code ?? nested['code']),
    type: wordOf(error.type ?? nested['type']),
    param: wordOf(error.param ?? nested['param']),
    text: error.message.slice(0, 2000),
    requestId: error.requestID ?? undefined,
    retryAfterMs: readRetryAfterMs(headers, Date.now()),
    final: headers.get('x-should-retry') === 'false',
  };
}

function wordOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : textOr(value, '');
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let at: unknown = error; at instanceof Error && chain.length < 5; at = at.cause) chain.push(at);
  return chain;
}

function isRedirect(error: unknown): boolean {
  return error instanceof Error && /redirect/i.test(error.message);
}
