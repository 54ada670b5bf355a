import type { FaultMoment } from '../../../lm/practice/index.ts';
import { unless } from '../../evidence/violation.ts';
import { problemsOf } from '../problems-of.ts';
import { IN_FLIGHT } from '../arena.ts';
import type { ChaosFault } from '../fault.ts';

const MOMENTS: Readonly<Record<string, FaultMoment>> = {
  '5 %': { every: 20 },
  '50 %': { every: 2 },
  'all from mid-run': { from: 1 },
};

/** Who is struck depends on the order of arrival, so that the program is another one each time. */
export const wrongSchema: ChaosFault = {
  id: 'R17',
  title: 'answers are in the wrong form',
  variants: Object.keys(MOMENTS),
  waives: ['I3'],
  inject: async (arena) => {
    await arena.untilShare(arena.shareBetween(0.5, 0.8));
    arena.setFaults([{ at: MOMENTS[arena.variant] ?? 1, kind: 'wrong-schema' }]);
    await arena.crew.client()?.ended;
    arena.notes.set('wrong', arena.crew.model.stats().byOutcome['wrong-schema'] ?? 0);
  },
  judge: ({ arena, evidence }) => {
    const [wrong, scored] = [arena.notes.get('wrong') ?? 0, problemsOf(evidence)];
    arena.notes.set('scored 0', scored);
    return [
      ...unless(wrong > 0, 'nothing was in the wrong form', {}),
      // Of those in flight when it begins the first answer may have been a good one.
      ...unless(2 * scored <= wrong + IN_FLIGHT, 'an answer in the wrong form was not asked for again', {
        wrong,
        scored,
      }),
      ...unless(arena.variant === '5 %' || scored > 0, 'what can never be read was not scored 0', {
        wrong,
        scored,
      }),
    ];
  },
};
