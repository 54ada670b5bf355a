import { describe, expect, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import { type Adapter, UnreadableAnswer } from '../../program/adapter.ts';
import { readValue } from '../../program/answer/read-value.ts';
import { chatAdapter } from '../../program/chat-adapter.ts';
import { jsonAdapter } from '../../program/json-adapter.ts';
import { NOTHING_READ, NOT_OFFERED, differenceOf, isDifferent } from '../reference/deliberate-differences.ts';
import { readReference, rowName } from '../reference/fixtures.ts';
import { tallyOf } from '../reference/tally.ts';
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

const FILE = 'chat-parse.json';
const file = readReference<ParseFile>(FILE);
const tally = tallyOf(FILE);

function read(adapter: Adapter, { signature, text }: ParseCase): Json {
  const annotations = file.signatures[signature];
  if (annotations === undefined) throw new Error(`no signature ${signature} in the file`);
  try {
    return adapter.parse(parseSignature(signature, annotations), text);
  } catch (error) {
    if (error instanceof UnreadableAnswer) return NOTHING_READ;
    throw error;
  }
}

/** What DSPy makes of the case, or what we make of it where we differ on purpose. */
function expected(name: string, found: { readonly ok?: unknown }): unknown {
  const theirs = 'ok' in found ? unmarked(found.ok) : NOTHING_READ;
  if (!isDifferent(FILE, name)) return theirs;
  const { ours } = differenceOf(FILE, name);
  expect(ours).not.toEqual(theirs);
  return ours;
}

for (const [kind, adapter, cases] of [
  ['chat', chatAdapter, file.chat],
  ['json', jsonAdapter, file.json],
] as const) {
  describe(`the ${kind} adapter reads as ${file.source} does`, () => {
    for (const parseCase of cases) {
      const name = rowName.answer(kind, parseCase);
      test(name, () => {
        expect(read(adapter, parseCase)).toStrictEqual(expected(name, parseCase));
        tally.agrees(name);
      });
    }
  });
}

function convert({ annotation, value }: ValueCase): Json {
  let type;
  try {
    type = annotationType(annotation);
  } catch (error) {
    expect(error).toMatchObject({ name: 'InvalidRequest' });
    return NOT_OFFERED;
  }
  const converted = readValue(unmarked(value), type, { repair: true });
  return converted === undefined ? NOTHING_READ : converted;
}

describe(`values are converted as ${file.source} does`, () => {
  for (const valueCase of file.parse_value) {
    const name = rowName.value(valueCase);
    test(name, () => {
      expect(convert(valueCase)).toStrictEqual(expected(name, valueCase));
      tally.agrees(name);
    });
  }
});
