import type { PromptField, SystemReading } from './read-system.ts';
import { stemsOf, termsOf } from './stems.ts';

/** What the instruction says about the allowed values of one field. */
export interface Cues {
  /** For each cue stem, how much it speaks for each option (same order as the options). */
  readonly weights: ReadonlyMap<string, readonly number[]>;
  /** Which options the instruction names at all. */
  readonly named: readonly boolean[];
  /** The option to take when nothing else points anywhere; -1 when none is given. */
  readonly fallback: number;
}

interface Mention {
  readonly option: number;
  readonly start: number;
  readonly end: number;
  /** True when an explanation of the option follows: `billing: …`, `billing when …`. */
  readonly opens: boolean;
}

/** Words about answering, not about the text to be judged. */
const ABOUT_ANSWERING = new Set(
  stemsOf(
    'answer choose choice pick use return give output label classify classification category class assign set mark ' +
      'mention mentions speak speaks word words such typical text input field value value-of case cases sign signs hint ' +
      'usually often goes points point named called option options write reply carefully read decide read message',
  ),
);

const OPENER =
  /^["'`”’*]*\s*(?:[:=(—–]|->|→|- |(?:is |are |applies |stands |fits )?(?:for|when|if|where|means|covers|whenever)\b)/;

const FALLBACK =
  /\b(?:otherwise|in doubt|when unsure|if unsure|by default|default to|anything else|nothing (?:else )?(?:fits|points|matches)|none (?:of (?:these|them) )?(?:fits|applies|matches))\b/i;

function findMentions(sentence: string, options: readonly string[]): Mention[] {
  const text = sentence.toLowerCase();
  const mentions: Mention[] = [];
  for (const [option, label] of options.entries()) {
    const wanted = label.toLowerCase();
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      const end = at + wanted.length;
      const inside = /[\p{L}\p{N}_]/u;
      if (inside.test(text.charAt(at - 1)) || inside.test(text.charAt(end))) continue;
      mentions.push({ option, start: at, end, opens: OPENER.test(text.slice(end)) });
    }
  }
  return mentions.toSorted((a, b) => a.start - b.start);
}

/** The stretches of a sentence that explain one option each. */
function explanations(sentence: string, mentions: readonly Mention[]): { option: number; text: string }[] {
  const mentioned = new Set(mentions.map(({ option }) => option));
  const openers = mentions.filter(({ opens }) => opens);
  if (mentioned.size === 1 || openers.length === 1) {
    const option = (openers[0] ?? mentions[0])?.option;
    return option === undefined ? [] : [{ option, text: sentence }];
  }
  return openers.map(({ option, end }, i) => ({ option, text: sentence.slice(end, openers[i + 1]?.start) }));
}

function sentencesOf(instruction: string): string[] {
  return instruction.split(/[.;!?]+(?:\s+|$)|\n+/).filter((sentence) => sentence.trim() !== '');
}

interface Draft {
  readonly spoken: Map<string, Set<number>>;
  readonly named: boolean[];
  /** The options' names and the field's: they explain nothing. */
  readonly ownWords: ReadonlySet<string>;
  fallback: number;
}

function noteCues(text: string, option: number, draft: Draft): void {
  for (const { stem } of termsOf(text)) {
    if (draft.ownWords.has(stem) || ABOUT_ANSWERING.has(stem)) continue;
    const speaksFor = draft.spoken.get(stem) ?? new Set();
    draft.spoken.set(stem, speaksFor.add(option));
  }
}

function readSentence(sentence: string, options: readonly string[], draft: Draft): void {
  const mentions = findMentions(sentence, options);
  for (const { option } of mentions) draft.named[option] = true;
  const [only, ...others] = new Set(mentions.map(({ option }) => option));
  if (only !== undefined && others.length === 0 && FALLBACK.test(sentence)) {
    draft.fallback = only;
    return;
  }
  for (const { option, text } of explanations(sentence, mentions)) noteCues(text, option, draft);
}

function readCues(instruction: string, field: PromptField): Cues {
  const options = field.options ?? [];
  const draft: Draft = {
    spoken: new Map(),
    named: options.map(() => false),
    ownWords: new Set(stemsOf([...options, field.name].join(' '))),
    fallback: -1,
  };
  for (const sentence of sentencesOf(instruction)) readSentence(sentence, options, draft);
  const weights = new Map(
    [...draft.spoken].map(([stem, speaksFor]) => [
      stem,
      options.map((_, option) => (speaksFor.has(option) ? 1 / speaksFor.size : 0)),
    ]),
  );
  return { weights, named: draft.named, fallback: draft.fallback };
}

const known = new WeakMap<PromptField, Cues>();

/** Cues from the task and the field's own description. Read once per system message. */
export function cuesFor(field: PromptField, system: SystemReading): Cues {
  const kept = known.get(field);
  if (kept !== undefined) return kept;
  const cues = readCues(`${system.instruction}\n${field.description}`, field);
  known.set(field, cues);
  return cues;
}
