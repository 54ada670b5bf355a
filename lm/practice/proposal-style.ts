import { pick } from './chance.ts';
import type { Chance } from './chance.ts';

/** How clauses about answers are written. */
export type Layout = 'list' | 'inline' | 'reversed' | 'quoted';

/** The manner of an instruction. */
export interface ProposalStyle {
  readonly opening: 'plain' | 'role' | 'stakes' | 'question';
  readonly layout: Layout;
  /** Cue words per answer. */
  readonly wordCount: number;
}

type Draw = (chance: Chance) => ProposalStyle;

const anyLayout = (chance: Chance): Layout => pick(chance, ['list', 'inline', 'quoted', 'reversed']);

/** What a tip's wording asks for; the first that matches decides. */
const MANNERS: readonly (readonly [RegExp, Draw])[] = [
  [
    /\b(?:role|persona|expert|character)\b/i,
    (chance) => ({ opening: 'role', layout: anyLayout(chance), wordCount: 6 }),
  ],
  [
    /\b(?:depends|stakes|matters|consequences)\b/i,
    (chance) => ({ opening: 'stakes', layout: anyLayout(chance), wordCount: 6 }),
  ],
  [
    /\b(?:detail|detailed|descriptive|informative|thorough)\b/i,
    () => ({ opening: 'plain', layout: 'list', wordCount: 10 }),
  ],
  [
    /\b(?:inventive|creative|imaginative|angle)\b/i,
    (chance) => ({ opening: 'question', layout: 'reversed', wordCount: 3 + Math.floor(5 * chance()) }),
  ],
  [/\b(?:short|brief|plain|simple|concise)\b/i, () => ({ opening: 'plain', layout: 'inline', wordCount: 3 })],
];

export function styleFor(tip: string, chance: Chance): ProposalStyle {
  const manner = MANNERS.find(([wording]) => wording.test(tip));
  if (manner !== undefined) return manner[1](chance);
  return { opening: 'plain', layout: anyLayout(chance), wordCount: 3 + Math.floor(5 * chance()) };
}
