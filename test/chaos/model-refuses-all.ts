import type { FaultKind } from '../../lm/practice/index.ts';
import { unless } from '../evidence/violation.ts';
import { IN_FLIGHT } from './arena.ts';
import type { ChaosFault } from './fault.ts';
import { problemsOf } from './problems-of.ts';

export interface RefusalFault {
  readonly id: string;
  readonly title: string;
  /** What the model answers, by the name of the variant. */
  readonly kinds: Readonly<Record<string, FaultKind>>;
}

/** Something that only a person can mend: the run blocks, its client says so, and goes on once it is mended. */
export function modelRefusesAll({ id, title, kinds }: RefusalFault): ChaosFault {
  return {
    id,
    title,
    variants: Object.keys(kinds),
    inject: async (arena) => {
      const kind = kinds[arena.variant] as FaultKind;
      await arena.untilShare(arena.shareBetween(0.05, 0.8));
      arena.setFaults([{ at: { from: 1 }, kind }]);
      const client = arena.crew.client();
      await client?.ended;
      arena.notes.set('client said what to do', Number(/resume/.test(client?.stderr() ?? '')));
      arena.notes.set('requests refused', arena.crew.model.stats().byOutcome[kind] ?? 0);
      arena.setFaults([]);
      arena.wound(0);
      arena.crew.bringBack('client');
    },
    judge: ({ arena: { notes }, evidence }) => [
      ...unless(problemsOf(evidence) === 0, 'a refusal became a score', {}),
      ...unless(notes.get('client said what to do') === 1, 'the client did not say what to do', {}),
      ...unless(
        (notes.get('requests refused') ?? 0) <= IN_FLIGHT,
        'requests went on after the first refusal',
        {
          refused: notes.get('requests refused') ?? 0,
          inFlight: IN_FLIGHT,
        },
      ),
    ],
  };
}
