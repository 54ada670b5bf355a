import { remember } from './remember.ts';

/** English function words: they carry grammar, not topic. */
const FUNCTION_WORDS = new Set(
  (
    'a about after again all also am an and any are as at be because been before being but by can could did do does ' +
    'doing done for from get gets getting got had has have having he her here him his how i if in into is it its just ' +
    'let like me more most my myself now of off on once one only or other others our out over own per please really ' +
    'same see she should so some still such than thank thanks that the their them then there these they this those ' +
    'through to too until up us very want was we were what when where which while who whose why will with would yet ' +
    'you your yours hi hello hey dear team regards since both each few ever even much many us im ive id ill ' +
    'youre weve dont doesnt didnt isnt wasnt cant couldnt wont wouldnt havent hasnt theres thats lets'
  ).split(' '),
);

const NEGATIONS = new Set([
  'no',
  'not',
  'nothing',
  'never',
  'without',
  'none',
  'neither',
  'nor',
  'isnt',
  'wasnt',
  'dont',
]);

/** How many words after a negation it still turns around. */
const NEGATION_REACH = 1;

const ENDINGS = ['ingly', 'edly', 'ments', 'ment', 'ing', 'ed', 'ly', 'er', 'es'];

function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}

function withoutEnding(word: string): string {
  const ending = ENDINGS.find((candidate) => word.endsWith(candidate) && word.length - candidate.length >= 3);
  return ending === undefined ? word : word.slice(0, -ending.length);
}

/** The bare root of an English word: close forms share it. Cheaper and cruder than Porter's. Pure. */
export const stemOf = remember(20_000, (word: string): string => {
  const root = withoutEnding(singular(word)).replace(/([bdfgmnprt])\1$/, '$1');
  if (root.length <= 3) return root;
  return root.endsWith('e') ? root.slice(0, -1) : root.replace(/y$/, 'i');
});

/** One meaningful word of a text. */
export interface Term {
  readonly stem: string;
  /** As it was written, in lower case, with the negation before it. */
  readonly surface: string;
}

/** The meaningful words of a text in order; a word right after a negation is another word (`not_` before its stem). */
export const termsOf = remember(8_000, (text: string): readonly Term[] => {
  const terms: Term[] = [];
  let negation = '';
  let reach = 0;
  for (const piece of text.toLowerCase().split(/([.,!?;:\n]+)|[^\p{L}\p{N}'’_]+/u)) {
    if (piece === undefined || piece === '') continue;
    const word = piece.replaceAll(/['’]/g, '');
    if (/^[.,!?;:\n]/.test(piece)) reach = 0;
    else if (NEGATIONS.has(word)) {
      negation = word;
      reach = NEGATION_REACH;
    } else if (!FUNCTION_WORDS.has(word) && word.length > 1) {
      const turned = reach > 0;
      terms.push({
        stem: (turned ? 'not_' : '') + stemOf(word),
        surface: turned ? `${negation} ${word}` : word,
      });
      reach -= 1;
    }
  }
  return terms;
});

/** The distinct stems of a text. */
export const stemsOf = remember(8_000, (text: string): readonly string[] => [
  ...new Set(termsOf(text).map((term) => term.stem)),
]);
