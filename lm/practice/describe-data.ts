import { readRows } from './read-rows.ts';
import { termsOf } from './stems.ts';
import type { Study } from './study.ts';
import { answerFields, countWords, mergeTables, tellingWords } from './word-table.ts';
import type { OptionWords, WordTable } from './word-table.ts';

const WORDS_NOTED = 60;
const WORDS_SUMMARISED = 12;
const MOST_ANSWERS = 12;

const NOTES_OPEN = 'The rows have the fields';

/** Notes on several batches may be joined without a line break: a list ends where the next notes open. */
const NOTE = new RegExp(`^- (\\w+) "(.+)" in (\\d+) rows?: (.*?)(?=${NOTES_OPEN}|$)`, 'gm');
const SUMMARY = /(\w+) "([^"\n]+)" \((\d+) of \d+ rows\) goes with ([^;.\n]*)/g;

function toOptionWords(rows: string, list: string): OptionWords {
  const entries = list.split(', ').map((entry) => /^(.*?)(?: (\d+))?$/.exec(entry));
  const words = entries.flatMap((entry, i) => {
    const surface = entry?.[1] ?? '';
    const stem = termsOf(surface)[0]?.stem;
    // A list without counts is in order of worth.
    const count = Number(entry?.[2] ?? entries.length - i);
    return stem === undefined ? [] : [[stem, { surface, count }] as const];
  });
  return { rows: Number(rows), words: new Map(words) };
}

function readTable(text: string, pattern: RegExp): WordTable {
  const found = [...text.matchAll(pattern)];
  return mergeTables(
    found.map(([, field = '', option = '', rows = '0', list = '']) => {
      return new Map([[field, new Map([[option, toOptionWords(rows, list)]])]]);
    }),
  );
}

/** What a data set's summary tells of answers and the words that come with them; empty when it tells nothing. */
export function readSummary(text: string): WordTable {
  return readTable(text, SUMMARY);
}

function noteLines(table: WordTable): string[] {
  return [...table].flatMap(([field, options]) =>
    [...options].map(([option, { rows, words }]) => {
      const common = [...words.values()].toSorted((a, b) => b.count - a.count).slice(0, WORDS_NOTED);
      const list = common.map(({ surface, count }) => `${surface} ${count}`).join(', ');
      return `- ${field} "${option}" in ${rows} ${rows === 1 ? 'row' : 'rows'}: ${list}`;
    }),
  );
}

function isKnown(table: WordTable, prior: WordTable): boolean {
  const pairs = [...table].flatMap(([field, options]) =>
    [...options].flatMap(([option, { words }]) => [...words.keys()].map((stem) => ({ field, option, stem }))),
  );
  const known = pairs.filter(
    ({ field, option, stem }) => prior.get(field)?.get(option)?.words.has(stem) === true,
  );
  return pairs.length > 0 && known.length >= 0.9 * pairs.length;
}

/** Notes on a batch of rows: fields, answers, and the words that came with each answer. */
export function writeObservations(study: Study): string {
  const rows = readRows(study.current.get('examples') ?? '');
  if (rows.length === 0) return 'No rows were shown.';
  const answers = answerFields(rows);
  const table = countWords(rows, answers);
  const prior = study.current.get('prior_observations');
  if (prior !== undefined && isKnown(table, readTable(prior, NOTE))) return 'COMPLETE';
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const texts = names.filter((name) => !answers.includes(name));
  const words = rows.flatMap((row) => texts.map((name) => (row.get(name) ?? '').split(/\s+/).length));
  const mean = Math.round(words.reduce((sum, count) => sum + count, 0) / Math.max(1, words.length));
  return [
    `${NOTES_OPEN} ${names.join(', ')}; open text (${texts.join(', ') || 'none'}) has about ${mean} words. ` +
      `Answers to choose from: ${answers.join(', ') || 'none'}.`,
    ...noteLines(table),
    '',
  ].join('\n');
}

/** Two or three sentences: which answers exist, how frequent they are, and how to recognise each. */
export function writeSummary(study: Study): string {
  const observations = study.current.get('observations') ?? '';
  const opening = new RegExp(`${NOTES_OPEN} ([^;]*); open text \\(([^)]*)\\)`).exec(observations);
  const table = new Map(
    [...readTable(observations, NOTE)].filter(([, options]) => options.size <= MOST_ANSWERS),
  );
  const sentences = [...table].map(([field, options]) => {
    const telling = tellingWords(table, field);
    const total = [...options.values()].reduce((sum, { rows }) => sum + rows, 0);
    const parts = [...options].map(([option, { rows }]) => {
      const words = telling.get(option)?.slice(0, WORDS_SUMMARISED).join(', ') ?? '';
      return `${field} "${option}" (${rows} of ${total} rows) goes with ${words}`;
    });
    return `${parts.join('; ')}.`;
  });
  const about =
    opening === null
      ? 'a data set'
      : `rows with ${opening[1] ?? ''}, where the open text is ${opening[2] ?? ''}`;
  return [`These are ${about}.`, ...sentences].join(' ');
}
