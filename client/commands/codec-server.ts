import { randomBytes } from 'node:crypto';
import { InvalidRequest } from '../../domain/errors.ts';
import { dataConverterOf } from '../../workers/data-converter.ts';
import { PAYLOAD_KEYS } from '../../domain/payload-keys-variable.ts';
import { payloadKeysOf } from '../../workers/payload-keys.ts';
import { startCodecServer, type CodecServer } from '../codec-server/codec-server.ts';
import { onInterrupt } from '../interrupt.ts';
import { printJson, say } from '../show/print.ts';

export interface CodecServerFlags {
  readonly port: number;
  readonly origin?: readonly string[];
  readonly json?: boolean;
}

/** Where the web interface of a Temporal server on this machine is by default. */
const USUAL_ORIGINS: readonly string[] = ['http://localhost:8233', 'http://127.0.0.1:8233'];

/** `durable-mipro codec-server`: shows what is compressed or encrypted to Temporal's own tools, until it is stopped. */
export async function codecServerCommand({ port, origin, json }: CodecServerFlags): Promise<void> {
  const codecs = dataConverterOf(process.env).payloadCodecs ?? [];
  const origins = origin?.map(checkedOrigin) ?? USUAL_ORIGINS;
  const token = randomBytes(24).toString('base64url');
  const interrupt = onInterrupt();
  try {
    const server = await opened(startCodecServer({ codecs, token, origins, port }), port);
    const keys = payloadKeysOf(process.env).map(({ id }) => id);
    if (json) printJson({ schema: 1, url: server.url, token, origins, keys });
    else say(greeting(server, { token, origins, keys }).join('\n'));
    interrupt.signal.addEventListener('abort', () => server.close(), { once: true });
    if (interrupt.signal.aborted) server.close();
    await server.closed;
  } finally {
    interrupt.stop();
  }
}

async function opened(starting: Promise<CodecServer>, port: number): Promise<CodecServer> {
  try {
    return await starting;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new InvalidRequest(`Port ${port} is taken. Choose another with --port, or 0 for a free one.`);
  }
}

function checkedOrigin(text: string): string {
  const url = URL.parse(text);
  if (url?.origin === text && /^https?:/.test(text)) return text;
  throw new InvalidRequest(
    `--origin ${JSON.stringify(text)}: expected the address of Temporal's web interface without a path, such as http://localhost:8233.`,
  );
}

interface Facts {
  readonly token: string;
  readonly origins: readonly string[];
  readonly keys: readonly string[];
}

function greeting({ url }: CodecServer, { token, origins, keys }: Facts): string[] {
  const opens =
    keys.length === 0
      ? `no keys in ${PAYLOAD_KEYS}: it unpacks what is compressed`
      : `opens what the keys ${keys.join(', ')} have encrypted`;
  return [
    `codec server at ${url}, ${opens}; Ctrl-C stops`,
    `  web interface (${origins.join(', ')}): set the codec server to ${url}/${token}`,
    `  command line: temporal workflow show --codec-endpoint ${url} --codec-auth "Bearer ${token}" …`,
    '  Whoever has the token and is on this machine can read payloads; it is new at every start.',
  ];
}
