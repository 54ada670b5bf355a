import type { FaultKind } from '../../../lm/practice/index.ts';
import { unless } from '../../evidence/violation.ts';
import { problemsOf } from '../problems-of.ts';
import { askedAbout } from '../rows.ts';
import type { ChaosFault } from '../fault.ts';

const EVERY_ROW = 20;

export const refusedContent: ChaosFault = {
  id: 'R19',
  title: 'the model refuses, or filters, the same rows every time',
  variants: ['refusal', 'content-filter'],
  waives: ['I3'],
  crew: ({ variant }) => ({
    model: {
      latencyMs: 20,
      faults: [
        { at: { messageMatches: askedAbout((row) => row % EVERY_ROW === 0) }, kind: variant as FaultKind },
      ],
    },
  }),
  inject: () => Promise.resolve(),
  judge: ({ arena, evidence }) => {
    const refused = evidence.requests.filter(({ outcome }) => outcome === arena.variant);
    const again = refused.length - new Set(refused.map(({ requestHash }) => requestHash)).size;
    const scored = problemsOf(evidence);
    arena.notes.set('refused', refused.length).set('scored 0', scored);
    return [
      ...unless(refused.length > 0 && scored > 0, 'nothing was refused and scored 0', {}),
      ...unless(again === 0, 'a refusal was asked for again', { again }),
    ];
  },
};
