import { setTimeout as wait } from 'node:timers/promises';
import { unless } from '../../evidence/violation.ts';
import { IN_FLIGHT } from '../arena.ts';
import type { ChaosFault } from '../fault.ts';
import { staleCompletions } from '../stale-completions.ts';

const FROZEN_MS = 14_000;

export const workerFrozen: ChaosFault = {
  id: 'R10',
  title: 'a worker is frozen until it is missed, then goes on',
  scaled: '14 s instead of 60 s',
  crew: () => ({ workers: 2 }),
  inject: async (arena) => {
    const { crew, wound } = arena;
    await arena.untilShare(arena.shareBetween(0.1, 0.6));
    const frozen = crew.workers()[0];
    wound(IN_FLIGHT);
    frozen?.signal('SIGSTOP');
    await wait(FROZEN_MS);
    frozen?.signal('SIGCONT');
  },
  allows: () => ({ atOnceMs: 1_000 }),
  judge: ({ arena: { notes }, evidence }) => {
    const taken = evidence.histories.flatMap(({ attempts }) => attempts.filter(({ attempt }) => attempt > 1));
    notes.set('taken from it', taken.length);
    const accepted = staleCompletions(evidence);
    return unless(accepted === 0, 'the report of a worker that was given up was accepted', { accepted });
  },
};
