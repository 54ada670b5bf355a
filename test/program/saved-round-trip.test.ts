import {
  assert,
  constantFrom,
  dictionary,
  double,
  integer,
  jsonValue,
  property,
  record,
  string,
} from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../domain/json.ts';
import { Predict } from '../../program/predict.ts';
import { jsonFloat } from '../../program/saved/python-json.ts';
import { savedProgramText } from '../../program/saved/program-state.ts';

const finite = double({ noNaN: true, noDefaultInfinity: true });

test('a program comes back from its saved text with the same demos and instructions', () => {
  const demo = record({
    note: string(),
    count: integer(),
    ratio: finite,
    other: jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('__proto__')),
    bag: dictionary(constantFrom('a', 'b', 'é "quoted"'), finite),
  });
  assert(
    property(demo, string(), (values, instructions) => {
      const saved = new Predict('note -> count: int, ratio: float, bag: dict[str, float], other: Any', {
        instructions,
        demos: [values as JsonObject],
      });
      const loaded = new Predict('note -> count: int, ratio: float, bag: dict[str, float], other: Any');
      loaded.loadState(JSON.parse(savedProgramText(saved)));
      expect(loaded.instructions).toBe(saved.instructions);
      expect(JSON.stringify(loaded.demos)).toBe(JSON.stringify(saved.demos));
    }),
    { numRuns: 200 },
  );
});

test('the text of a float reads back as the same number and never looks like an int', () => {
  assert(
    property(finite, (value) => {
      const text = jsonFloat(value);
      return Object.is(JSON.parse(text), value) && /[.e]/.test(text);
    }),
  );
});

test('a demo from a table with a column named constructor can be saved and loaded', () => {
  const saved = new Predict('driver -> team', { demos: [{ driver: 'a', team: 'b', constructor: 'c' }] });
  const loaded = new Predict('driver -> team');
  loaded.loadState(JSON.parse(savedProgramText(saved)));
  expect(loaded.demos).toEqual(saved.demos);
});

test('a demo with a name that could not be loaded again is not saved', () => {
  const demo = JSON.parse('{"a": {"__proto__": 1}}') as JsonObject;
  expect(() => savedProgramText(new Predict('a -> b', { demos: [demo] }))).toThrow(
    /may not use the name '__proto__'/,
  );
});

test('what is undefined in a demo is not saved', () => {
  const demo = { a: 'x', extra: undefined, b: { c: undefined } } as unknown as JsonObject;
  const text = savedProgramText(new Predict('a -> b: Any', { demos: [demo] }));
  expect((JSON.parse(text) as { demos: unknown }).demos).toEqual([{ a: 'x', b: {} }]);
});
