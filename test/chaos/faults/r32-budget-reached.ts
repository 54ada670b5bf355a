import { IN_FLIGHT } from '../arena.ts';
import type { ChaosFault } from '../fault.ts';

/** Below the first the product refuses a cap; at the second the run would end by itself. */
const [LEAST_CALLS, MOST_CALLS] = [1_000, 1_700];

export const budgetReached: ChaosFault = {
  id: 'R32',
  title: 'a cap on calls is reached, and a worker killed on the way',
  waives: ['I3'],
  endsAs: 'budget',
  crew: ({ chance, props }) => {
    const maxLmCalls = LEAST_CALLS + chance.below(MOST_CALLS - LEAST_CALLS);
    props.set('cap', maxLmCalls);
    return { maxLmCalls };
  },
  inject: (arena) => arena.kill('worker', { share: arena.shareBetween(0.1, 0.35) }),
  judge: ({ arena, evidence: { requests } }) => {
    const over = requests.length - (arena.props.get('cap') as number);
    arena.notes.set('calls over the cap', over);
    return over <= IN_FLIGHT
      ? []
      : [{ what: 'the cap was exceeded by more than what was in flight', numbers: { over } }];
  },
};
