import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { InvalidRequest } from '../../domain/errors.ts';
import type { Adapter, ParseOptions } from '../../program/adapter.ts';
import { UnreadableAnswer } from '../../program/adapter.ts';
import { chatAdapter } from '../../program/chat-adapter.ts';
import { jsonAdapter } from '../../program/json-adapter.ts';
import { signature } from '../../program/signature.ts';
import type { SignatureShape } from '../../program/signature-shape.ts';

interface Attempt {
  readonly shape: SignatureShape;
  readonly text: string;
  readonly options?: ParseOptions;
}

function refusal(adapter: Adapter, { shape, text, options }: Attempt): UnreadableAnswer {
  try {
    adapter.parse(shape, text, options);
  } catch (error) {
    if (error instanceof UnreadableAnswer) return error;
    throw error;
  }
  throw new Error('the answer was read');
}

describe('an answer in the marker format', () => {
  const shape = signature('q -> a, n: int');

  test('that lacks fields names them and the headers that were looked for', () => {
    const error = refusal(chatAdapter, { shape, text: '[[ ## n ## ]]\nseven' });
    expect(error.fields).toStrictEqual(['a', 'n']);
    expect(error.message).toBe(
      'The answer cannot be read: it lacks a section under `[[ ## a ## ]]`; its `n` is no int.',
    );
  });

  test('may begin with thoughts that draft the answer', () => {
    const text = '<think>\n[[ ## a ## ]]\ndraft\n</think>\n[[ ## a ## ]]\nfinal\n[[ ## n ## ]]\n1';
    expect(chatAdapter.parse(shape, text)).toStrictEqual({ a: 'final', n: 1 });
  });

  test('keeps thoughts that are part of a value', () => {
    const text = '[[ ## a ## ]]\nuse <think>x</think>\n[[ ## n ## ]]\n1';
    expect(chatAdapter.parse(shape, text)).toStrictEqual({ a: 'use <think>x</think>', n: 1 });
  });

  test('gives its fields in the signature’s order', () => {
    const values = chatAdapter.parse(shape, '[[ ## n ## ]]\n1\n[[ ## a ## ]]\nx');
    expect(Object.keys(values)).toStrictEqual(['a', 'n']);
  });
});

describe('an answer in the JSON format', () => {
  const shape = signature('q -> a, tags: list[str]');
  const expected = { a: 'x', tags: ['t'] };

  test.each([
    ['after thoughts', '<think>{"a": "draft"}</think>{"a": "x", "tags": ["t"]}'],
    ['in prose with braces', 'The set {1, 2} gives {"a": "x", "tags": ["t"]} as asked {sic}.'],
    ['after a brace that never closes', 'Given { I say {"a": "x", "tags": ["t"]}'],
    ['after brackets in prose', 'See [1]: {"a": "x", "tags": ["t"]}'],
    ['as Python prints it', "{'a': 'x', 'tags': ('t',)}"],
    ['with comments and trailing commas', '{"a": "x", /* all */ "tags": ["t",],}'],
    ['in a fence with words around', 'Here:\n```json\n{"a": "x", "tags": ["t"]}\n```\nDone.'],
    ['without its last bracket', '{"a": "x", "tags": ["t"]'],
    ['with braces in a string', 'So: {"a": "x", "tags": ["t"], "z": "}{"}'],
  ])('is found %s', (_, text) => {
    expect(jsonAdapter.parse(shape, text)).toStrictEqual(expected);
  });

  test.each([
    ['the last of one shape', '{"a": "1", "tags": ["x"]} no: {"a": "2", "tags": ["y"]}', '2'],
    ['the first of several shapes', '{"a": "1", "tags": ["x"]} or {"a": 2, "tags": ["y"]}', '1'],
    ['the one with most of the keys', '{"a": "1"} {"a": "2", "tags": ["y"]} {"b": 1}', '2'],
    ['thoughts, when nothing follows them', '<think>{"a": "1", "tags": ["x"]}</think>\n', '1'],
  ])('is %s', (_, text, a) => {
    expect(jsonAdapter.parse(shape, text)['a']).toBe(a);
  });
});

describe('an answer in the JSON format that cannot be trusted', () => {
  const shape = signature('q -> a, tags: list[str]');

  test('is refused when it was cut off, saying what helps', () => {
    const text = '{"a": "x", "tags": ["t"]';
    const options = { truncated: true };
    const error = refusal(jsonAdapter, { shape, text, options });
    expect(error.fields).toStrictEqual(['a', 'tags']);
    expect(error.message).toContain('holds no JSON object');
    const chat = refusal(chatAdapter, { shape, text: '[[ ## a ## ]]\nx\n[[ ## tags ## ]]\n["t"', options });
    expect(chat.message).toContain('stopped at the length limit');
  });

  test('is refused when nested without end, and crashes nothing', () => {
    for (const text of ['['.repeat(1e5), `{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`, '{'.repeat(1e5)]) {
      expect(refusal(jsonAdapter, { shape, text })).toBeInstanceOf(UnreadableAnswer);
    }
  });

  test('loses a member that could give a copy another prototype', () => {
    const open = signature('q -> m: dict[str, int], a: Any');
    const values = jsonAdapter.parse(open, '{"m": {"__proto__": 1}, "a": {"__proto__": {"x": 1}}}');
    expect(values).toStrictEqual({ m: {}, a: {} });
    for (const text of [
      '{"m": {}, "a": {"__pr\\u006fto__": {"x": 1}}}',
      "{'m': {}, 'a': {'__proto__': {'x': 1}}}",
    ]) {
      const { a } = jsonAdapter.parse(open, text);
      expect((Object.assign({}, a) as { x?: unknown }).x).toBeUndefined();
      expect(Object.hasOwn(a as object, '__proto__')).toBe(false);
    }
  });

  test('is refused when a number overflows', () => {
    const numbers = signature('q -> x: float, y: Any');
    expect(refusal(jsonAdapter, { shape: numbers, text: '{"x": 1e999, "y": [1e999]}' }).fields).toStrictEqual(
      ['x', 'y'],
    );
  });
});

describe('a field with a schema', () => {
  const shape = signature({
    inputs: { q: z.string() },
    outputs: {
      score: z.number().min(0).max(1),
      part: z.object({ n: z.int(), w: z.number().default(0.5), note: z.string().optional() }),
      extra: z.string().optional(),
      level: z.int().default(3),
    },
  });

  test('is converted and then checked, with defaults filled in and nothing undefined', () => {
    const text = '[[ ## score ## ]]\n1\n[[ ## part ## ]]\n{"n": "2", "zzz": 1}';
    expect(chatAdapter.parse(shape, text)).toStrictEqual({ score: 1, part: { n: 2, w: 0.5 }, level: 3 });
  });

  test('takes null for what may be left out', () => {
    const text = '{"score": 0.5, "part": {"n": 2, "w": null, "note": null}, "extra": null, "level": null}';
    expect(jsonAdapter.parse(shape, text)).toStrictEqual({ score: 0.5, part: { n: 2, w: 0.5 }, level: 3 });
  });

  test('is refused when the schema refuses it', () => {
    const text = '{"score": 1.5, "part": {"n": 2}}';
    expect(refusal(jsonAdapter, { shape, text }).fields).toStrictEqual(['score']);
  });

  test('that makes what JSON cannot hold is a mistake of the program', () => {
    const dated = signature({
      inputs: { q: z.string() },
      outputs: { when: z.string().transform((text) => new Date(text)) },
    });
    expect(() => jsonAdapter.parse(dated, '{"when": "2020-01-01"}')).toThrow(InvalidRequest);
  });
});
