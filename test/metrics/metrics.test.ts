import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Example } from '../../domain/example.ts';
import { containsAnswer } from '../../metrics/contains-answer.ts';
import { exactMatch } from '../../metrics/exact-match.ts';
import { f1 } from '../../metrics/f1.ts';
import { MetricInvalid, toScore } from '../../metrics/metric-value.ts';
import type { Metric } from '../../metrics/metric.ts';
import { toNormalText } from '../../metrics/normal-text.ts';

const score = (metric: Metric, wanted: unknown, got: unknown) =>
  metric(new Example({ answer: wanted }), { answer: got });

test('normal text is lower case, without ASCII punctuation, articles and extra blanks', () => {
  expect(toNormalText('  The "Quick", brown-fox\tis a FOX!  ')).toBe('quick brownfox is fox');
  expect(toNormalText('Athens an theatre')).toBe('athens theatre');
});

test('normal text keeps punctuation outside ASCII and decomposes accents', () => {
  expect(toNormalText('¿Café?')).toBe('¿cafe\u0301');
});

test('the blanks of normal text are Python blanks', () => {
  expect(toNormalText('x\u001cy\u0085z\u00a0w')).toBe('x y z w');
  expect(toNormalText('x\ufeffy')).toBe('x\ufeffy');
});

describe('exactMatch', () => {
  test.each([
    ['The Cat', 'cat!', true],
    ['cat', 'cats', false],
    [['dog', 'cat'], 'A cat.', true],
    [3, 3, true],
    ['3', 3, true],
    [3, '3.0', true],
    ['', 0, false],
    [3, 'three', false],
    [true, true, true],
    ['True', true, true],
    [1, true, false],
    [null, null, true],
    [null, 'x', false],
  ])('of %j and %j is %j', (wanted, got, expected) => {
    expect(score(exactMatch('answer'), wanted, got)).toBe(expected);
  });
});

describe('f1', () => {
  test.each([
    ['the cat sat', 'cat sat', 1],
    ['cat', 'dog', 0],
    ['', '', 0],
    ['a b c d', 'b c', 0.8],
    ['x x y', 'x z', 0.4],
    [['dog', 'black cat'], 'cat', 2 / 3],
  ])('of %j and %j is %d', (wanted, got, expected) => {
    expect(score(f1('answer'), wanted, got)).toBeCloseTo(expected, 12);
  });

  test('is 1 exactly when the bags of words are equal and not empty, and never leaves 0 to 1', () => {
    const words = array(constantFrom('red', 'blue', 'green'), { minLength: 1, maxLength: 5 });
    assert(
      property(words, words, (wanted, got) => {
        const value = score(f1('answer'), wanted.join(' '), got.join(' ')) as number;
        const isSameBag = wanted.toSorted().join() === got.toSorted().join();
        return value >= 0 && value <= 1 && (value === 1) === isSameBag;
      }),
    );
  });
});

describe('containsAnswer', () => {
  test.each([
    ['New York', 'It is in new-york? No: New York.', true],
    ['cat', 'concatenate', false],
    [['dog', 'cat'], 'the cat sat', true],
    ['the', 'anything', false],
    ['the', '', true],
    [42, 'it is 42.', true],
  ])('looks for %j in %j: %j', (wanted, got, expected) => {
    expect(score(containsAnswer('answer'), wanted, got)).toBe(expected);
  });
});

test.each([
  {
    metric: exactMatch('answr'),
    wanted: { answer: 'x' },
    got: { answer: 'x' },
    message: /example has no field 'answr'\. Its fields are: answer/,
  },
  {
    metric: exactMatch('answer'),
    wanted: { answer: 'x' },
    got: { label: 'x' },
    message: /prediction has no field 'answer'\. Its fields are: label/,
  },
  {
    metric: f1('answer'),
    wanted: { answer: 'x' },
    got: { answer: ['x'] },
    message: /prediction's 'answer' is a list/,
  },
  {
    metric: f1('answer'),
    wanted: { answer: { a: 1 } },
    got: { answer: 'x' },
    message: /example's 'answer' is an object/,
  },
  { metric: containsAnswer('answer'), wanted: { answer: [] }, got: { answer: 'x' }, message: /empty list/ },
])('a field that cannot be compared is a MetricInvalid ($message)', ({ metric, wanted, got, message }) => {
  expect(() => metric(new Example<object>(wanted) as Example, got)).toThrow(
    expect.objectContaining({ name: 'MetricInvalid', message: expect.stringMatching(message) }),
  );
});

test.each([
  [true, 1],
  [false, 0],
  [0.25, 0.25],
  [{ score: 0.5, feedback: 'half' }, 0.5],
  [{ score: true }, 1],
  [-1, -1],
])('toScore(%j) is %d', (value, expected) => {
  expect(toScore(value)).toBe(expected);
});

test.each([
  [Number.NaN, /but got NaN/],
  [Number.POSITIVE_INFINITY, /but got Infinity/],
  ['secret text', /but got a string/],
  [undefined, /but got undefined.*return/],
  [null, /but got null/],
  [{ score: '1' }, /the `score` of a metric.*but got a string/],
  [Promise.resolve(1), /but got a promise.*Await/],
  [[1], /but got a list/],
])('toScore refuses %j and names what came', (value, message) => {
  expect(() => toScore(value)).toThrow(MetricInvalid);
  expect(() => toScore(value)).toThrow(message);
  expect(() => toScore(value)).not.toThrow(/secret/);
});
