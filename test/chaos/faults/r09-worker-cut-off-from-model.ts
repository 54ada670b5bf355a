import { setTimeout as wait } from 'node:timers/promises';
import { unless } from '../../evidence/violation.ts';
import { problemsOf } from '../problems-of.ts';
import type { ChaosFault } from '../fault.ts';
import { openTcpProxy, type TcpProxy } from '../tcp-proxy.ts';

const LENGTHS_MS: Readonly<Record<string, number>> = { '5 s': 5_000, '20 s': 20_000 };
const TIMEOUT_MS = 2_000;

export const workerCutOffFromModel: ChaosFault = {
  id: 'R9',
  title: 'worker and model do not reach each other',
  scaled: '5 and 20 s instead of 5, 60 and 600 s; a call times out after 2 s',
  variants: ['silent 5 s', 'refused 5 s', 'silent 20 s', 'refused 20 s'],
  crew: ({ props, atEnd }) => ({
    prepare: async ({ modelUrl }) => {
      const proxy = await openTcpProxy({ port: Number(new URL(modelUrl).port) });
      props.set('proxy', proxy);
      atEnd(() => proxy.close());
      const url = `http://127.0.0.1:${proxy.port}/v1`;
      return { all: { CREW_MODEL: url, CREW_TIMEOUT_MS: String(TIMEOUT_MS) } };
    },
  }),
  inject: async (arena) => {
    const proxy = arena.props.get('proxy') as TcpProxy;
    const [how = '', ...length] = arena.variant.split(' ');
    await arena.untilShare(arena.shareBetween(0.1, 0.8));
    if (how === 'silent') proxy.silence();
    else proxy.refuse();
    await wait(LENGTHS_MS[length.join(' ')] ?? 0);
    arena.notes.set('tries meanwhile', proxy.cut());
    proxy.heal();
    // A request that the model got and whose answer was cut off is paid for again.
    arena.wound(proxy.cut());
  },
  judge: ({ evidence }) => unless(problemsOf(evidence) === 0, 'an outage became a score', {}),
};
