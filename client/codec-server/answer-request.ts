import type { IncomingMessage } from 'node:http';
import { isSameSecret } from './same-secret.ts';
import { decodeBody, MOST_BYTES, PayloadsRefused } from './decode-body.ts';
import type { CodecServerOptions } from './codec-server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** Loopback names only: a page whose own host name was made to point here must not get in. */
const OWN_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** Who asks, and then what. A page may ask beforehand whether it may ask; that needs no token and tells nothing. */
export async function answerRequest(request: IncomingMessage, options: CodecServerOptions): Promise<Answer> {
  const { origin, host } = request.headers;
  const refuse = (status: number, message: string) => toAnswer(status, { message }, cors(origin, options));
  if (!isOwnHost(host, options.port)) return toAnswer(421, { message: 'Wrong host.' }, {});
  if (origin !== undefined && !options.origins.includes(origin))
    return toAnswer(403, { message: `Pages of ${safe(origin)} may not ask; allow them with --origin.` }, {});
  if (request.method === 'OPTIONS') return { status: 204, headers: cors(origin, options), body: '' };
  const { path, token } = addressOf(request);
  if (!isSameSecret(token, options.token))
    return refuse(401, 'Give the token, as printed at the start, as bearer token or first part of the path.');
  if (request.method !== 'POST' || path !== '/decode') return refuse(404, 'Only POST /decode is answered.');
  try {
    const payloads = await decodeBody(await bodyOf(request), options.codecs);
    return toAnswer(200, { payloads }, cors(origin, options));
  } catch (error) {
    if (error instanceof PayloadsRefused) return refuse(400, error.message);
    throw error;
  }
}

function isOwnHost(host: string | undefined, port: number): boolean {
  return OWN_NAMES.some((name) => host === `${name}:${port}`);
}

/** Temporal's web interface can be given an address and no header: there the token is the first part of the path. */
function addressOf({ url = '', headers }: IncomingMessage): { path: string; token: string } {
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const [, first = '', ...rest] = (url.split('?')[0] ?? '').split('/');
  if (rest.length > 0) return { path: `/${rest.join('/')}`, token: first };
  return { path: `/${first}`, token: bearer ?? '' };
}

function cors(origin: string | undefined, { origins }: CodecServerOptions): { [name: string]: string } {
  if (origin === undefined || !origins.includes(origin)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type, x-namespace, authorization',
    vary: 'origin',
  };
}

function toAnswer(status: number, body: object, headers: { readonly [name: string]: string }): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new PayloadsRefused(`Expected at most ${MOST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** An origin as browsers write it, or nothing of it. */
function safe(origin: string): string {
  return /^https?:\/\/[\w.:[\]-]{1,200}$/.test(origin) ? origin : 'that origin';
}
