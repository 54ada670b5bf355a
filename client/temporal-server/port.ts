import { randomInt } from 'node:crypto';
import { createServer, connect } from 'node:net';

export const LOOPBACK = '127.0.0.1';

// Below the ranges from which operating systems give out ports by themselves: there, a client that keeps calling a server
// that is down can be given that very port, connect to itself and keep the server from coming back.
const FIRST = 17_000;
const LAST = 31_999;
const TRIES = 50;
const CONNECT_TIMEOUT_MS = 1_000;

/** A port of the loopback address on which nobody listens. */
export async function chooseFreePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(FIRST, LAST + 1);
    if (await isPortFree(port)) return port;
  }
  throw new Error(
    `Expected a free port between ${FIRST} and ${LAST}; ${TRIES} tries found none. Close what listens there.`,
  );
}

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    probe.listen({ port, host: LOOPBACK, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** True when somebody accepts connections there. */
export function isPortOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: LOOPBACK, timeout: CONNECT_TIMEOUT_MS });
    const answer = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}
