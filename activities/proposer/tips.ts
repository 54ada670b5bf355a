import type { TipKey } from '../../optimizer/draw-plan.ts';

/** Hints that vary the proposals; the keys are DSPy's, the texts ours. An empty text leaves the field out. */
export const TIPS: { readonly [key in TipKey]: string } = {
  none: '',
  creative: 'Be inventive: find an angle that the present instruction does not take.',
  simple: 'Keep the instruction short and plain.',
  description: 'Give much detail: describe each possible answer and its signs.',
  high_stakes: 'Make clear how much depends on a right answer in this situation.',
  persona: 'Give the model a role that fits the task, such as an expert of the field.',
};
