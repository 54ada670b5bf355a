import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../../../lm/practice/index.ts';
import { unless } from '../../evidence/violation.ts';
import { problemsOf } from '../problems-of.ts';
import type { ChaosFault } from '../fault.ts';

const SOME_MS = 8_000;
const FAULTS: Readonly<Record<string, Fault>> = {
  '10 %': { at: { every: 10 }, kind: 'status500' },
  '30 %': { at: { every: 3 }, kind: 'status500' },
  all: { at: { from: 1 }, kind: 'status500' },
};

export const serverErrors: ChaosFault = {
  id: 'R14',
  title: 'model answers 500 for a while',
  scaled: '8 s instead of 20 s',
  variants: Object.keys(FAULTS),
  inject: async (arena) => {
    await arena.untilShare(arena.shareBetween(0.05, 0.5));
    arena.setFaults([FAULTS[arena.variant] as Fault]);
    await wait(SOME_MS);
    arena.setFaults([]);
    arena.wound(0);
  },
  judge: ({ evidence }) => unless(problemsOf(evidence) === 0, 'an outage became a score', {}),
};
