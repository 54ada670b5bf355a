import { expect, test } from 'vitest';
import { Example } from '../../domain/example.ts';

test('an example gives its fields by name, and inputs and labels apart', () => {
  const example = new Example({ question: 'q', answer: 'a', id: 3 }).withInputs('question');
  expect([example.question, example.answer, example.id]).toEqual(['q', 'a', 3]);
  expect(example.inputs()).toEqual({ question: 'q' });
  expect(example.labels()).toEqual({ answer: 'a', id: 3 });
  expect(JSON.stringify(example)).toBe('{"question":"q","answer":"a","id":3}');
});

test('withInputs gives a new example and leaves the old one as it was', () => {
  const plain = new Example({ question: 'q' });
  plain.withInputs('question');
  expect(() => plain.inputs()).toThrow(
    expect.objectContaining({ name: 'InvalidRequest', message: expect.stringMatching(/call withInputs/) }),
  );
});

test('an unknown input is refused with the known fields', () => {
  // @ts-expect-error the compiler knows the fields too
  expect(() => new Example({ question: 'q' }).withInputs('qestion')).toThrow(
    /no field 'qestion'\. Its fields are: question/,
  );
});

test('a field with the name of a method is read with get, and the method stays', () => {
  const example = new Example({ inputs: 'x', constructor: 'y' }).withInputs('inputs');
  expect(example.inputs()).toEqual({ inputs: 'x' });
  expect([example.get('inputs'), example.get('constructor')]).toEqual(['x', 'y']);
  expect(new Example<Record<string, unknown>>({ a: 1 }).get('toString')).toBeUndefined();
});

test('an example cannot be changed', () => {
  const source = { question: 'q' };
  const example = new Example(source);
  source.question = 'other';
  expect(example.question).toBe('q');
  expect(() => Object.assign(example, { question: 'z' })).toThrow(TypeError);
});

test.each([
  [{ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, false],
  [{ a: [1, 2] }, { a: [2, 1] }, false],
  [{ a: null }, { a: 0 }, false],
  [{ a: {} }, { a: [] }, false],
  [{ a: '1' }, { a: 1 }, false],
])('%j equals %j: %j, whichever fields are inputs', (one, other, expected) => {
  expect(new Example<object>(one).withInputs().equals(new Example<object>(other) as unknown as Example)).toBe(
    expected,
  );
});
