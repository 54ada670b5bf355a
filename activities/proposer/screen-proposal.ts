import type { Example } from '../../domain/example.ts';
import { copiesRows } from './copied-rows.ts';

/** Why a proposal is not taken. */
export type Objection = 'address' | 'key' | 'marker' | 'row-text';

/** What the prompt model is told; nothing of the proposal is repeated. */
export const OBJECTIONS: { readonly [objection in Objection]: string } = {
  address: 'An earlier instruction held a web or mail address. Write one without any.',
  key: 'An earlier instruction held what looks like a password or key. Write one without any.',
  marker:
    'An earlier instruction held section markers, code fences or a label in front of it. Write the plain instruction only.',
  'row-text':
    'An earlier instruction repeated text of an example word for word. Describe what is typical instead of quoting.',
};

/** What a proposal may hold, because it was there before it. */
export interface Screened {
  readonly rows: readonly Example[];
  /** The present instruction and the program's code. */
  readonly known: readonly string[];
}

const PATTERNS: readonly (readonly [Objection, RegExp])[] = [
  [
    'address',
    /\b(?:https?|ftp|file|data|javascript):\S+|\bwww\.\S+|\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,}/gi,
  ],
  [
    'key',
    /\b(?:sk|pk|rk)-[\w-]{16,}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}|\bxox[abprs]-[\w-]{10,}|\beyJ[\w-]{10,}\.[\w-]{10,}|-----BEGIN [A-Z ]{1,40}-----|\bbearer [\w.~+/-]{16,}/gi,
  ],
  [
    'marker',
    /\[\[ ?##|```|\bproposed_instruction\b|^\s*(?:\*\*)?(?:proposed |improved |new |final )?instructions?(?:\*\*)?\s*:/gi,
  ],
];

/** Why a proposal is not to be used; null when it is fit. A fit one may still be bad: that is what scores are for. Pure. */
export function objectionTo(text: string, { rows, known }: Screened): Objection | null {
  for (const [objection, pattern] of PATTERNS) {
    const found = text.match(pattern) ?? [];
    if (found.some((part) => !known.some((each) => each.includes(part)))) return objection;
  }
  return copiesRows(text, rows, known) ? 'row-text' : null;
}
