import { setTimeout as wait } from 'node:timers/promises';
import { ensureDevServer } from '../../../client/temporal-server/dev-server.ts';
import type { ChaosFault } from '../fault.ts';
import { openTcpProxy, type TcpProxy } from '../tcp-proxy.ts';

const LENGTHS_MS: Readonly<Record<string, number>> = { '5 s': 5_000, '15 s': 15_000 };

/** Workers reach the home's server through the proxy, the client directly. */
export const workerCutOffFromServer: ChaosFault = {
  id: 'R8',
  title: 'worker and Temporal server do not reach each other',
  scaled: '5 and 15 s instead of 5, 60 and 600 s',
  variants: ['silent 5 s', 'refused 5 s', 'silent 15 s', 'refused 15 s'],
  crew: ({ binary, props, atEnd }) => ({
    prepare: async ({ home }) => {
      const server = await ensureDevServer({ home, binary });
      const proxy = await openTcpProxy(server);
      props.set('proxy', proxy);
      atEnd(() => server.release());
      atEnd(() => proxy.close());
      return { workers: { TEMPORAL_ADDRESS: `127.0.0.1:${proxy.port}` } };
    },
  }),
  inject: async (arena) => {
    const proxy = arena.props.get('proxy') as TcpProxy;
    const [how = '', ...length] = arena.variant.split(' ');
    await arena.untilShare(arena.shareBetween(0.1, 0.8));
    if (how === 'silent') proxy.silence();
    else proxy.refuse();
    await wait(LENGTHS_MS[length.join(' ')] ?? 0);
    proxy.heal();
    arena.wound(0);
  },
};
