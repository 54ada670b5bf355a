import { setTimeout as wait } from 'node:timers/promises';
import type { ChaosFault } from '../fault.ts';

const AWAY_MS = 1_000;

/** Workers go on meanwhile, and nothing may be asked twice. */
export const clientKilled: ChaosFault = {
  id: 'R36',
  title: 'the client is killed and started again, twice',
  inject: async (arena) => {
    for (const [least, most] of [
      [0.02, 0.4],
      [0.5, 0.8],
    ] as const) {
      await arena.untilShare(arena.shareBetween(least, most));
      if (arena.crew.hasEnded()) return;
      arena.wound(0);
      await arena.crew.strike('client');
      await wait(AWAY_MS);
      arena.crew.bringBack('client');
    }
  },
};
