import { createHmac } from 'node:crypto';
import { InvalidRequest } from '../domain/errors.ts';

/** The headers that say when a message was sent and that it is ours. */
const TIMESTAMP_HEADER = 'x-durable-mipro-timestamp';
const SIGNATURE_HEADER = 'x-durable-mipro-signature';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The receiver's address. @throws InvalidRequest when messages could be read on the way there */
export function webhookAddress(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address !== null && isPrivate(address)) return address;
  // Without the path: it is often the hook's secret.
  const came = address === null ? 'no address' : `${address.protocol}//${address.hostname}`;
  throw new InvalidRequest(
    `nightly.notify.url must be an https address, or http to this machine; got ${came}.`,
  );
}

function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** HMAC-SHA-256 over `<timestamp>.<body>`, so that an old message cannot be sent again as a new one. */
export function signedHeaders(body: string, secret: string, nowMs: number): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return {
    'content-type': 'application/json',
    [TIMESTAMP_HEADER]: timestamp,
    [SIGNATURE_HEADER]: `sha256=${signature}`,
  };
}
