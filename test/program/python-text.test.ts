import { describe, expect, test } from 'vitest';
import { cleanInstructions } from '../../program/declaration/clean-instructions.ts';
import { floatText, numberText, pythonText, splitLines, strip } from '../../program/prompt/python-text.ts';

// Expected values were printed by CPython 3.11.

describe('numbers', () => {
  test.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [0.1, '0.1'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.5e300, '1.5e+300'],
    [123456789012345680, '1.2345678901234568e+17'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1e-7, '1e-07'],
    [2.5e-100, '2.5e-100'],
  ])('the float %d is %s', (value, text) => {
    expect(floatText(value)).toBe(text);
  });

  test('without a type, whole numbers are ints of any length', () => {
    expect([0, -0, 7, 2 ** 53, 1e21, 0.5].map(numberText)).toStrictEqual([
      '0',
      '0',
      '7',
      '9007199254740992',
      '1000000000000000000000',
      '0.5',
    ]);
  });
});

describe('text', () => {
  test('stripping follows Python: information separators go, a byte-order mark stays', () => {
    expect(strip('\u001c\u0085\u00a0 x\ufeff \u2028')).toBe('x\ufeff');
  });

  test('lines break where Python breaks them, and a last break opens no line', () => {
    expect(splitLines('a\r\nb\vc\u001ed\u2028e\u0085f\n')).toStrictEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(splitLines('')).toStrictEqual([]);
  });

  test('containers print as Python prints them', () => {
    const value = { k: [1, 0.5, true, null], s: `it's "q"\n\\`, t: "it's" };
    expect(pythonText(value)).toBe(`{'k': [1, 0.5, True, None], 's': 'it\\'s "q"\\n\\\\', 't': "it's"}`);
  });

  test('a docstring loses tabs, the common indent and empty ends', () => {
    expect(cleanInstructions('  First\n\tsecond\n\t  third\n\n')).toBe('First\nsecond\n  third');
  });
});
