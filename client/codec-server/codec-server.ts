import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PayloadCodec } from '@temporalio/common';
import { LOOPBACK } from '../temporal-server/port.ts';
import { answerRequest } from './answer-request.ts';

export interface CodecServerOptions {
  /** Last first, as a data converter has them. */
  readonly codecs: readonly PayloadCodec[];
  /** Asked of every request. */
  readonly token: string;
  /** Whose pages may ask: the addresses of Temporal's web interface. */
  readonly origins: readonly string[];
  /** 0 takes a free one. */
  readonly port: number;
}

export interface CodecServer {
  /** For tools that can send a token. */
  readonly url: string;
  readonly port: number;
  /** Resolves when it was closed. */
  readonly closed: Promise<void>;
  close(): void;
}

/**
 * Shows payloads to Temporal's own tools in plain text. Listens on loopback only, answers whoever has the token, and tells
 * browsers to let no other page than those of `origins` read the answer. It decodes and never encodes.
 * @throws the error of `listen` when the port is taken
 */
export async function startCodecServer(options: CodecServerOptions): Promise<CodecServer> {
  const server = createServer((request, response) => {
    answerRequest(request, { ...options, port: portOf(server) })
      .then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
      // Whoever goes away while it sends is no failure of the server.
      .catch(() => response.destroy());
  });
  const closed = new Promise<void>((resolve) => server.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, LOOPBACK, () => resolve());
  });
  const port = portOf(server);
  return {
    url: `http://${LOOPBACK}:${port}`,
    port,
    closed,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
