import { setTimeout as wait } from 'node:timers/promises';
import { IN_FLIGHT } from '../arena.ts';
import type { ChaosFault } from '../fault.ts';

const DOWN_MS = 15_000;

export const allWorkersDown: ChaosFault = {
  id: 'R3',
  title: 'no worker is left for a while',
  scaled: '15 s instead of 10 min',
  crew: () => ({ workers: 2 }),
  inject: async ({ crew, wound, untilShare, shareBetween }) => {
    await untilShare(shareBetween(0.1, 0.9));
    await Promise.all([crew.strike('worker', 0), crew.strike('worker', 1)]);
    await wait(DOWN_MS);
    wound(2 * IN_FLIGHT);
    crew.bringBack('worker', 0);
    crew.bringBack('worker', 1);
  },
  allows: () => ({ atOnceMs: 1_000 }),
};
