import { setTimeout as wait } from 'node:timers/promises';
import type { FaultKind } from '../../../lm/practice/index.ts';
import { unless } from '../../evidence/violation.ts';
import { problemsOf } from '../problems-of.ts';
import type { ChaosFault } from '../fault.ts';

const SOME_MS = 8_000;
const TIMEOUT_MS = 1_500;
const EVERY = 40;

export const hangAndDrip: ChaosFault = {
  id: 'R15',
  title: 'model hangs, or drips its answer, now and then',
  scaled: 'a call times out after 1.5 s',
  variants: ['hang', 'drip'],
  crew: () => ({ prepare: () => Promise.resolve({ all: { CREW_TIMEOUT_MS: String(TIMEOUT_MS) } }) }),
  inject: async (arena) => {
    await arena.untilShare(arena.shareBetween(0.05, 0.5));
    arena.setFaults([{ at: { every: EVERY }, kind: arena.variant as FaultKind }]);
    await wait(SOME_MS);
    arena.setFaults([]);
    arena.wound(0);
    await arena.crew.client()?.ended;
    arena.notes.set('still open', arena.crew.model.stats().inFlight);
  },
  judge: ({ arena: { notes }, evidence }) => [
    ...unless(problemsOf(evidence) === 0, 'an outage became a score', {}),
    ...unless(notes.get('still open') === 0, 'requests were never given up', {
      open: notes.get('still open') ?? 0,
    }),
  ],
};
