import { TransportError } from './transport.ts';

const MOST_BYTES = 8 * 1024 * 1024;
/** All others are dropped, also those that a variable of the environment would add. */
const SENT_HEADERS = ['authorization', 'content-type', 'accept', 'user-agent'];

/**
 * `fetch` that follows no redirect, sends only the headers the protocol needs and reads at most 8 MB. The body is read
 * here, so that a connection lost inside it looks like any other lost connection.
 */
export async function fetchWithCare(
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const response = await fetch(input, { ...init, headers: neededHeaders(init.headers), redirect: 'error' });
  const bytes = await readAtMost(response, MOST_BYTES);
  return new Response(bytes.length === 0 ? null : bytes, {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  });
}

function neededHeaders(all: RequestInit['headers']): Headers {
  const given = new Headers(all);
  const kept = new Headers();
  for (const name of SENT_HEADERS) {
    const value = given.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
}

async function readAtMost(response: Response, mostBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > mostBytes) throw new TransportError({ kind: 'too-large' });
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks, length));
}
