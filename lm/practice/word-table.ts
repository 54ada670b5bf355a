import type { FieldValues } from './read-prompt.ts';
import { stemsOf, termsOf } from './stems.ts';

interface Word {
  readonly surface: string;
  readonly count: number;
}

/** The words that came with one answer, by stem, and in how many rows that answer was given. */
export interface OptionWords {
  readonly rows: number;
  readonly words: ReadonlyMap<string, Word>;
}

/** Per field with few answers: per answer, the words that came with it. */
export type WordTable = ReadonlyMap<string, ReadonlyMap<string, OptionWords>>;

const NOTHING: OptionWords = { rows: 0, words: new Map() };

type Draft = Map<string, Map<string, OptionWords>>;

function add(draft: Draft, at: { field: string; option: string }, more: OptionWords): void {
  const options = draft.get(at.field) ?? new Map<string, OptionWords>();
  draft.set(at.field, options);
  const known = options.get(at.option) ?? NOTHING;
  const words = new Map(known.words);
  for (const [stem, { surface, count }] of more.words) {
    const before = words.get(stem);
    words.set(stem, { surface: before?.surface ?? surface, count: (before?.count ?? 0) + count });
  }
  options.set(at.option, { rows: known.rows + more.rows, words });
}

/** Sums tables of different parts of the data. */
export function mergeTables(tables: readonly WordTable[]): WordTable {
  const draft: Draft = new Map();
  for (const table of tables)
    for (const [field, options] of table)
      for (const [option, words] of options) add(draft, { field, option }, words);
  return draft;
}

const LONGEST_ANSWER = 30;

/** Fields whose values are short and come back: they look like answers to choose from. */
export function answerFields(rows: readonly FieldValues[]): string[] {
  const names = new Set(rows.flatMap((row) => [...row.keys()]));
  return [...names].filter((name) => {
    const values = rows.map((row) => row.get(name) ?? '').filter((value) => value !== '');
    const short = values.every((value) => value.length <= LONGEST_ANSWER && value.split(/\s+/).length <= 3);
    return short && values.length > 0 && (new Set(values).size < values.length || values.length <= 3);
  });
}

function wordsOfRow(row: FieldValues, without: readonly string[]): Map<string, Word> {
  const texts = [...row].filter(([name]) => !without.includes(name)).map(([, value]) => value);
  return new Map(texts.flatMap(termsOf).map(({ stem, surface }) => [stem, { surface, count: 1 }]));
}

/** Counts, per answer of each named field, the rows in which each word of the other fields occurs. */
export function countWords(rows: readonly FieldValues[], fields: readonly string[]): WordTable {
  const draft: Draft = new Map();
  for (const row of rows) {
    const words = wordsOfRow(row, fields);
    for (const field of fields) {
      const option = row.get(field);
      if (option !== undefined && option !== '') add(draft, { field, option }, { rows: 1, words });
    }
  }
  return draft;
}

/** By how many standard deviations a word comes more often with an answer than chance has it; per stem. */
function surprises(options: ReadonlyMap<string, OptionWords>, option: string): Map<string, number> {
  const all = [...options.values()];
  const own = options.get(option) ?? NOTHING;
  const share = own.rows / all.reduce((sum, { rows }) => sum + rows, 0);
  return new Map(
    [...own.words].map(([stem, { count }]) => {
      const expected = share * all.reduce((sum, { words }) => sum + (words.get(stem)?.count ?? 0), 0);
      return [stem, (count - expected) / Math.sqrt(expected + 0.3)];
    }),
  );
}

/** The largest surprise of each stem over all answers of all fields but one. */
function claims(table: WordTable, exceptField: string): Map<string, number> {
  const claimed = new Map<string, number>();
  for (const [field, options] of table) {
    if (field === exceptField) continue;
    for (const option of options.keys())
      for (const [stem, surprise] of surprises(options, option))
        claimed.set(stem, Math.max(surprise, claimed.get(stem) ?? 0));
  }
  return claimed;
}

/**
 * Per answer of a field the words that tell it, the most telling first. A word that tells an answer of another field
 * better is left to that one: it is about something else.
 */
export function tellingWords(table: WordTable, field: string): Map<string, string[]> {
  const options = table.get(field) ?? new Map<string, OptionWords>();
  const names = new Set([...options.keys()].flatMap((name) => [...stemsOf(name)]));
  const claimed = claims(table, field);
  const listFor = (option: string): string[] => {
    const found = surprises(options, option);
    return [...(options.get(option)?.words ?? [])]
      .map(([stem, { surface }]) => ({ stem, surface, surprise: found.get(stem) ?? 0 }))
      .filter(({ stem, surface }) => !names.has(stem) && !/^\p{N}+$/u.test(surface))
      .filter(({ stem, surprise }) => surprise > 0 && surprise >= (claimed.get(stem) ?? 0))
      .toSorted((a, b) => b.surprise - a.surprise)
      .map(({ surface }) => surface);
  };
  return new Map([...options.keys()].map((option) => [option, listFor(option)]));
}
