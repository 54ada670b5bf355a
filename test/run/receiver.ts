import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the secret of these tests is, and where it stands. */
export const SECRET = 'only for this test';
export const SECRET_ENV = 'NIGHT_TEST_SECRET';

export interface Heard {
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

export interface Receiver {
  readonly heard: readonly Heard[];
  /** The events that were told, in their order. */
  events(): string[];
  readonly notify: { readonly url: string; readonly secretEnv: string };
  close(): void;
}

/** A receiver on this machine that answers with these states, then with 200. */
export async function openReceiver(...states: number[]): Promise<Receiver> {
  process.env[SECRET_ENV] = SECRET;
  const heard: Heard[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(states.shift() ?? 200).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    heard,
    events: () => heard.map(({ body }) => (JSON.parse(body) as { event: string }).event),
    notify: { url: `http://127.0.0.1:${port}/hook`, secretEnv: SECRET_ENV },
    close: () => void server.close(),
  };
}
