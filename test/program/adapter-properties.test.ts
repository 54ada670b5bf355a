import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../domain/json.ts';
import { type Adapter, UnreadableAnswer } from '../../program/adapter.ts';
import { chatAdapter } from '../../program/chat-adapter.ts';
import { jsonAdapter } from '../../program/json-adapter.ts';
import { strip } from '../../program/prompt/python-text.ts';
import { signature } from '../../program/signature.ts';

const shape = signature(
  `q -> text, whole: int, real: float, yes: bool, pick: "low" | "it's high" | 3, tags: list[str],
   rows: list[dict[str, list[float]]], maybe: Optional[int], either: Union[int, str], any: Any`,
);

/** U+0085 and its like break lines even inside JSON, as in Python. */
const noBreak = (text: string) => !/[\u0085\u2028\u2029]/.test(text);
const word = fc.string({ unit: 'binary' }).filter((text) => noBreak(text) && !/\p{Surrogate}/u.test(text));
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

const values: fc.Arbitrary<JsonObject> = fc.record({
  text: word,
  whole: fc.maxSafeInteger().map((value) => value + 0),
  real,
  yes: fc.boolean(),
  pick: fc.constantFrom('low', "it's high", 3),
  tags: fc.array(word),
  rows: fc.array(fc.dictionary(word, fc.array(real))),
  maybe: fc.option(fc.integer()),
  either: fc.oneof(fc.integer(), fc.constantFrom('x', 'two words', '[', '{"a')),
  // Text is decoded where anything goes, so text alone would not come back.
  any: fc
    .jsonValue({ stringUnit: 'grapheme-ascii', maxDepth: 3 })
    .filter((value) => typeof value !== 'string') as fc.Arbitrary<Json>,
});

/** What a demonstration shows as its answer. */
function answerText(adapter: Adapter, outputs: JsonObject): string {
  const messages = adapter.render(shape, [{ q: 'q', ...outputs }], { q: 'q' });
  return messages[2]?.content ?? '';
}

describe('what is written as an answer is read as the same values', () => {
  test('in the JSON format', () => {
    fc.assert(
      fc.property(values, (outputs) => {
        expect(jsonAdapter.parse(shape, answerText(jsonAdapter, outputs))).toEqual(normal(outputs));
      }),
      { numRuns: 200 },
    );
  });

  test('in the marker format, for text without markers, outer blanks and odd line breaks', () => {
    const plain = values.map((outputs) => ({ ...outputs, text: plainText(String(outputs['text'])), any: 1 }));
    fc.assert(
      fc.property(plain, (outputs) => {
        expect(chatAdapter.parse(shape, answerText(chatAdapter, outputs))).toEqual(normal(outputs));
      }),
      { numRuns: 200 },
    );
  });
});

function plainText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- Python splits lines at these
  return strip(text.replaceAll(/[\r\v\f\x1c-\x1e]/g, '\n').replaceAll('[[ ## ', ''));
}

/** JSON knows no negative zero, and answers lose members of the one name that could change a prototype. */
function normal(value: JsonObject): unknown {
  return JSON.parse(JSON.stringify(value), (name, member: unknown) =>
    name === '__proto__' ? undefined : member,
  );
}

const pieces = fc.constantFrom(
  '[[ ## text ## ]]',
  '[[ ## tags ## ]]\n',
  '\n[[ ## rows ## ]]',
  '\n[[ ## whole ## ]]\n',
  '\n[[ ## any ## ]]\n',
  '{"text": ',
  "{'any': ",
  '"tags": [',
  '```json\n',
  '```',
  '<think>',
  '</think>',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ',',
  ':',
  '"',
  "'",
  '\\',
  '\n',
  'None',
  'NaN',
  '1e999',
  '-',
  '0x',
  '__proto__',
);
const garbled = fc
  .array(fc.oneof({ weight: 4, arbitrary: pieces }, fc.string({ unit: 'binary', maxLength: 5 })), {
    maxLength: 40,
  })
  .map((parts) => parts.join(''));

describe.each([chatAdapter, jsonAdapter])('any text at all, read by the $name adapter,', (adapter) => {
  const optional = signature(
    'q -> text: Any, tags: Optional[list[str]], whole: Optional[float], rows: list | null',
  );

  test('gives sound values or UnreadableAnswer', () => {
    fc.assert(
      fc.property(garbled, fc.boolean(), (text, truncated) => {
        for (const one of [shape, optional]) {
          const found = readOrNone(adapter, { parse: () => adapter.parse(one, text, { truncated }) });
          expect(isSound(found)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });
});

function readOrNone(adapter: Adapter, { parse }: { parse: () => JsonObject }): JsonObject {
  try {
    return parse();
  } catch (error) {
    if (error instanceof UnreadableAnswer) return {};
    throw new Error(`the ${adapter.name} adapter threw something else`, { cause: error });
  }
}

function isSound(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return ['string', 'boolean', 'object'].includes(typeof value);
  return Object.values(value).every(isSound);
}
