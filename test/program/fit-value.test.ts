import { describe, expect, test } from 'vitest';
import { fitValue } from '../../program/answer/fit-value.ts';
import { readPythonLiteral } from '../../program/answer/python-literal.ts';
import { readValue } from '../../program/answer/read-value.ts';
import { typeFromText } from '../../program/declaration/type-text.ts';
import type { FieldType, Property } from '../../program/field-type.ts';

const property = (name: string, type: FieldType): Property => ({ name, type, required: true });
const disk: FieldType = { kind: 'object', name: 'Disk', properties: [property('r', { kind: 'float' })] };
const cone: FieldType = {
  kind: 'object',
  name: 'Cone',
  properties: [property('r', { kind: 'float' }), property('h', { kind: 'float' })],
};

describe('a union', () => {
  test('prefers the object that keeps more', () => {
    const union: FieldType = { kind: 'union', options: [disk, cone] };
    expect(fitValue({ r: 1, h: 2 }, union, 'lax')).toStrictEqual({ r: 1, h: 2 });
    expect(fitValue({ r: 1, x: 2 }, union, 'lax')).toStrictEqual({ r: 1 });
  });

  test('prefers an exact fit to a bent one, whatever the order', () => {
    expect(fitValue('1', typeFromText('int | str', 'test'), 'lax')).toBe('1');
    expect(fitValue(true, typeFromText('int | bool', 'test'), 'lax')).toBe(true);
    expect(fitValue('7', typeFromText('int | bool', 'test'), 'lax')).toBe(7);
  });

  test('takes text as it stands where decoding it fits nothing', () => {
    expect(readValue('{"a": 1}', typeFromText('int | str', 'test'), { repair: true })).toBe('{"a": 1}');
    expect(readValue('1', typeFromText('Literal["1", "2"] | null', 'test'), { repair: true })).toBe('1');
  });
});

test.each([
  ['(1, "x", None)', [1, 'x', null]],
  ["{'a': (1,), 'b': {2, 2}}", { a: [1], b: [2] }],
  ["'it\\'s \\u00e9\\n'", "it's é\n"],
  ['-0x10', -16],
  ['1_000.5', 1000.5],
  ['(1)', 1],
  ['1,', [1]],
])('the Python literal %s is read', (text, value) => {
  expect(readPythonLiteral(text)).toStrictEqual(value);
});

test.each(['007', '1__0', '[1 2]', '(,)', 'None of it', '"open', '{"a"', '1.5.2', '['.repeat(200)])(
  'no Python literal is seen in %s',
  (text) => {
    expect(readPythonLiteral(text)).toBeUndefined();
  },
);
