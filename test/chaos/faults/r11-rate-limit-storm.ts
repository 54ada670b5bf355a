import { setTimeout as wait } from 'node:timers/promises';
import { unless } from '../../evidence/violation.ts';
import { problemsOf } from '../problems-of.ts';
import type { ChaosFault } from '../fault.ts';

const STORM_MS = 8_000;
const RETRY_AFTER_S = 2;

export const rateLimitStorm: ChaosFault = {
  id: 'R11',
  title: 'model answers 429 with Retry-After 2 to everything',
  scaled: '8 s instead of 30 s',
  inject: async (arena) => {
    await arena.untilShare(arena.shareBetween(0.1, 0.8));
    const before = arena.crew.model.stats().requests;
    arena.setFaults([{ at: { from: 1 }, kind: 'status429', retryAfterS: RETRY_AFTER_S }]);
    await wait(STORM_MS);
    arena.notes.set('requests in the storm', arena.crew.model.stats().requests - before);
    arena.setFaults([]);
    arena.wound(0);
  },
  judge: ({ evidence }) => unless(problemsOf(evidence) === 0, 'an outage became a score', {}),
};
