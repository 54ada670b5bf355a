import type { FaultKind } from '../../lm/practice/index.ts';
import { unless } from '../evidence/violation.ts';
import type { ChaosFault } from './fault.ts';
import { problemsOf } from './problems-of.ts';

const EVERY = 9;

export interface AnswerFault {
  readonly id: string;
  readonly title: string;
  /** What the model does, by the name of the variant. */
  readonly kinds: Readonly<Record<string, FaultKind>>;
}

/** From some moment to the end every ninth request fails in a way that is tried again, and is never a score. */
export function answersNowAndThen({ id, title, kinds }: AnswerFault): ChaosFault {
  return {
    id,
    title,
    variants: Object.keys(kinds),
    inject: async (arena) => {
      const kind = kinds[arena.variant] as FaultKind;
      await arena.untilShare(arena.shareBetween(0, 0.3));
      arena.setFaults([{ at: { every: EVERY }, kind }]);
      await arena.crew.client()?.ended;
      arena.notes.set('failed', arena.crew.model.stats().byOutcome[kind] ?? 0);
    },
    judge: ({ arena: { notes }, evidence }) => [
      ...unless((notes.get('failed') ?? 0) > 0, 'nothing failed', {}),
      ...unless(problemsOf(evidence) === 0, 'a failed exchange became a score', {}),
    ],
  };
}
