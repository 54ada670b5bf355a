import { setTimeout as wait } from 'node:timers/promises';
import { IN_FLIGHT } from '../arena.ts';
import type { ChaosFault } from '../fault.ts';

const KILLS = 3;
const AWAY_MS = 5_000;
const AT_ONCE_MS = 1_000;

export const fleetLosingWorkers: ChaosFault = {
  id: 'R2',
  title: 'of three workers one is killed again and again, and missed for a while',
  scaled: 'away for 5 s instead of 20 s',
  crew: () => ({ workers: 3, model: { latencyMs: 120, jitterMs: 60 } }),
  inject: async ({ crew, wound, untilShare, shareBetween, chance }) => {
    for (let kill = 0; kill < KILLS && !crew.hasEnded(); kill += 1) {
      await untilShare(shareBetween(kill / KILLS, (kill + 0.6) / KILLS));
      const victim = chance.below(3);
      wound(IN_FLIGHT);
      await crew.strike('worker', victim);
      await wait(AWAY_MS);
      crew.bringBack('worker', victim);
    }
  },
  allows: () => ({ atOnceMs: AT_ONCE_MS }),
};
