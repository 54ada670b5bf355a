import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line between two processes that can be cut. */
export interface TcpProxy {
  readonly port: number;
  /** Nothing passes any more and nobody is told: connections stay, and new ones are taken and kept waiting. */
  silence(): void;
  /** Connections are reset, and new ones as soon as they come. */
  refuse(): void;
  /** What was kept waiting passes, in its order. */
  heal(): void;
  /** Connections that were reset or kept waiting: each may have held one request that never arrived. */
  cut(): number;
  close(): Promise<void>;
}

type State = 'open' | 'silent' | 'refusing';

interface Line {
  readonly near: Socket;
  readonly far: Socket;
}

export async function openTcpProxy(target: { readonly port: number }): Promise<TcpProxy> {
  const lines = new Set<Line>();
  let state: State = 'open';
  let cut = 0;
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    if (state !== 'open') cut += 1;
    if (state === 'refusing') return void near.resetAndDestroy();
    const line = { near, far: connect({ host: '127.0.0.1', port: target.port }) };
    lines.add(line);
    join(line, () => state === 'open');
    near.on('close', () => lines.delete(line));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    silence: () => {
      state = 'silent';
      cut += lines.size;
      for (const { near, far } of lines) for (const end of [near, far]) end.pause();
    },
    refuse: () => {
      state = 'refusing';
      cut += lines.size;
      for (const { near } of lines) near.resetAndDestroy();
    },
    heal: () => {
      state = 'open';
      for (const { near, far } of lines) for (const end of [near, far]) end.resume();
    },
    cut: () => cut,
    close: async () => {
      for (const { near } of lines) near.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function join({ near, far }: Line, isOpen: () => boolean): void {
  far.on('error', () => near.destroy());
  pass(near, far, isOpen);
  pass(far, near, isOpen);
  if (isOpen()) return;
  near.pause();
  far.pause();
}

function pass(from: Socket, to: Socket, isOpen: () => boolean): void {
  from.on('data', (chunk) => {
    if (to.write(chunk)) return;
    from.pause();
    to.once('drain', () => {
      if (isOpen()) from.resume();
    });
  });
  from.on('end', () => to.end());
  from.on('close', () => to.destroy());
}
