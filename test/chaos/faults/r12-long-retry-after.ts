import { setTimeout as wait } from 'node:timers/promises';
import { unless } from '../../evidence/violation.ts';
import type { ChaosFault } from '../fault.ts';

const WAITS_S: Readonly<Record<string, number>> = { '8 s, waited in place': 8, '40 s, handed back': 40 };
/** What was on its way when the refusal was sent. */
const ON_ITS_WAY_MS = 300;

export const longRetryAfter: ChaosFault = {
  id: 'R12',
  title: 'one 429 asks everybody to wait long',
  scaled: '8 and 40 s instead of 120 and 3,600 s',
  variants: Object.keys(WAITS_S),
  inject: async (arena) => {
    const retryAfterS = WAITS_S[arena.variant] ?? 0;
    await arena.untilShare(arena.shareBetween(0.1, 0.8));
    const at = arena.crew.model.stats().requests + 20;
    arena.setFaults([{ at, kind: 'status429', retryAfterS }]);
    while (arena.crew.model.stats().requests < at) await wait(5);
    await wait(retryAfterS * 1_000);
    arena.wound(0);
  },
  judge: ({ arena, evidence: { requests } }) => {
    const refused = requests.find(({ outcome }) => outcome === 'status429');
    if (refused === undefined) return [{ what: 'nothing was refused', numbers: {} }];
    const [from, to] = [
      refused.timeMs + ON_ITS_WAY_MS,
      refused.timeMs + (WAITS_S[arena.variant] ?? 0) * 1_000,
    ];
    const early = requests.filter(({ timeMs }) => timeMs > from && timeMs < to).length;
    return unless(early === 0, 'requests came inside the forbidden window', { early });
  },
};
