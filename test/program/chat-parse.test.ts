import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import { type Adapter, UnreadableAnswer } from '../../program/adapter.ts';
import { readValue } from '../../program/answer/read-value.ts';
import { chatAdapter } from '../../program/chat-adapter.ts';
import { jsonAdapter } from '../../program/json-adapter.ts';
import { type AnnotatedFields, annotationType, parseSignature, unmarked } from './reference-signatures.ts';

interface ParseCase {
  readonly signature: string;
  readonly what: string;
  readonly text: string;
  readonly ok?: unknown;
  readonly error?: string;
}

interface ValueCase {
  readonly annotation: string;
  readonly value: unknown;
  readonly ok?: unknown;
  readonly error?: string;
}

interface ParseFile {
  readonly source: string;
  readonly signatures: { readonly [name: string]: AnnotatedFields };
  readonly chat: readonly ParseCase[];
  readonly json: readonly ParseCase[];
  readonly parse_value: readonly ValueCase[];
}

const file = JSON.parse(
  readFileSync(new URL('../reference/chat-parse.json', import.meta.url), 'utf8'),
) as ParseFile;

const UNREADABLE = Symbol('unreadable');

/** Where we differ on purpose: what DSPy makes of it stands in the file, what we make of it stands here. */
const DIFFERENCES: { readonly [name: string]: { readonly reason: string; readonly ours: unknown } } = {
  'chat A: indented markers with same-line value': {
    reason: 'an indented header is a header, not a broken value',
    ours: { reasoning: 'x', answer: '42' },
  },
  'chat A: indented markers alone': {
    reason: 'an indented header is a header, not a broken value',
    ours: { reasoning: 'x', answer: '42' },
  },
  'chat I: big int': {
    reason: 'an int beyond 2^53 would silently become another number',
    ours: UNREADABLE,
  },
  'chat E: enum 2': { reason: 'whole-number enums are read from text too', ours: { mood: 2 } },
  'chat F: float inf': { reason: 'JSON holds no infinity', ours: UNREADABLE },
  'chat F: float NaN': { reason: 'JSON holds no NaN', ours: UNREADABLE },
  'value str: {"$float":"1.0"}': {
    reason: 'a JavaScript number does not know that it was a float',
    ours: '1',
  },
  'value Literal[1, 2]: "1"': { reason: 'whole-number options are read from text too', ours: 1 },
  'value Literal[1, 2]: "\'1\'"': { reason: 'whole-number options are read from text too', ours: 1 },
  'value Mood: "2"': { reason: 'whole-number enums are read from text too', ours: 2 },
};

/** Differences that a case of the file asked for. */
const used = new Set<string>();

function read(adapter: Adapter, { signature, text }: ParseCase): Json | typeof UNREADABLE {
  const annotations = file.signatures[signature];
  if (annotations === undefined) throw new Error(`no signature ${signature} in the file`);
  try {
    return adapter.parse(parseSignature(signature, annotations), text);
  } catch (error) {
    if (error instanceof UnreadableAnswer) return UNREADABLE;
    throw error;
  }
}

function expected(name: string, found: { readonly ok?: unknown }): unknown {
  const difference = DIFFERENCES[name];
  const theirs = 'ok' in found ? unmarked(found.ok) : UNREADABLE;
  if (difference === undefined) return theirs;
  used.add(name);
  expect(difference.ours).not.toEqual(theirs);
  return difference.ours;
}

for (const [kind, adapter, cases] of [
  ['chat', chatAdapter, file.chat],
  ['json', jsonAdapter, file.json],
] as const) {
  describe(`the ${kind} adapter reads as ${file.source} does`, () => {
    for (const parseCase of cases) {
      const name = `${kind} ${parseCase.signature}: ${parseCase.what}`;
      test(name, () => {
        expect(read(adapter, parseCase)).toStrictEqual(expected(name, parseCase));
      });
    }
  });
}

/** Types of Python that our signatures do not have. */
const NOT_OFFERED = ['tuple[int, str]', 'set[int]'];

describe(`values are converted as ${file.source} does`, () => {
  for (const valueCase of file.parse_value.filter(({ annotation }) => !NOT_OFFERED.includes(annotation))) {
    const name = `value ${valueCase.annotation}: ${JSON.stringify(valueCase.value)}`;
    test(name, () => {
      const value = readValue(unmarked(valueCase.value), annotationType(valueCase.annotation), {
        repair: true,
      });
      expect(value === undefined ? UNREADABLE : value).toStrictEqual(expected(name, valueCase));
    });
  }
});

test('every difference in the table is a case of the file', () => {
  expect([...used].toSorted()).toStrictEqual(Object.keys(DIFFERENCES).toSorted());
});
