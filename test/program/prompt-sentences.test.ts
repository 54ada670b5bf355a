import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  LIMIT_PHRASES,
  SENTENCES,
  TYPE_NOTES,
  answerAsObject,
  answerInSections,
  defaultInstruction,
  typeHint,
} from '../../program/prompt-sentences.ts';

const RUN_LENGTH = 4;

const file = JSON.parse(readFileSync(new URL('../reference/dspy-phrases.json', import.meta.url), 'utf8')) as {
  readonly probe: { readonly words: string; readonly hash: string };
  readonly hashes: string;
};
const theirs = new Set(Buffer.from(file.hashes, 'base64').toString('hex').match(/.{8}/g));

function wordRuns(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
  const starts = words.slice(0, Math.max(0, words.length - RUN_LENGTH + 1));
  return starts.map((_, start) => words.slice(start, start + RUN_LENGTH).join(' '));
}

function hashOf(run: string): string {
  return createHash('sha256').update(run).digest('hex').slice(0, 8);
}

const ours: readonly string[] = [
  ...Object.values(SENTENCES),
  ...Object.values(LIMIT_PHRASES),
  ...Object.values(TYPE_NOTES).map((note) => (typeof note === 'string' ? note : note('x'))),
  defaultInstruction(['x', 'y'], ['z']),
  answerInSections(['x', 'y'], 'z'),
  answerAsObject(['x', 'y']),
  typeHint('x'),
];

test('the recipe of the hashes is the file’s', () => {
  expect(wordRuns(file.probe.words).map(hashOf)).toStrictEqual([file.probe.hash]);
});

test('no four words of ours in a row stand in DSPy', () => {
  const shared = ours.flatMap(wordRuns).filter((run) => theirs.has(hashOf(run)));
  expect(shared).toStrictEqual([]);
});
