import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { InvalidRequest } from '../../domain/errors.ts';
import type { StandardSchema } from '../../program/declaration/standard-schema.ts';
import { typeName } from '../../program/prompt/type-name.ts';
import { ensureSignature, signature, withFirstOutput, withInstructions } from '../../program/signature.ts';

function typesOf(text: string): string[] {
  const { inputs, outputs } = ensureSignature(text);
  return [...inputs, ...outputs].map(({ name, type }) => `${name}: ${typeName(type)}`);
}

/** The message of the InvalidRequest that a declaration ends in. */
function refusal(declare: () => unknown): string {
  try {
    declare();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidRequest);
    return (error as InvalidRequest).message;
  }
  throw new Error('the declaration was accepted');
}

describe('the string form', () => {
  test('a field without a type is text, and the sides keep their order', () => {
    expect(typesOf('question, context -> answer, why')).toStrictEqual([
      'question: str',
      'context: str',
      'answer: str',
      'why: str',
    ]);
  });

  test.each([
    ['string', 'str'],
    ['number', 'float'],
    ['boolean', 'bool'],
    ['list', 'list[Any]'],
    ['dict', 'dict[str, Any]'],
    ['str[]', 'list[str]'],
    ['int[][]', 'list[list[int]]'],
    ['list[dict[str, list[int]]]', 'list[dict[str, list[int]]]'],
    ['Optional[int]', 'Union[int, NoneType]'],
    ['str | null', 'Union[str, NoneType]'],
    ['Union[int, str]', 'Union[int, str]'],
    ['"a" | "b"', "Literal['a', 'b']"],
    ['"a" | "b" | null', "Union[Literal['a', 'b'], NoneType]"],
    ['("a" | "b")[]', "list[Literal['a', 'b']]"],
    [`Literal["a, b", 'c -> d', "it's"]`, `Literal['a, b', 'c -> d', "it's"]`],
    ['Literal[True, 3, -1.5, "x"]', "Literal[True, 3, -1.5, 'x']"],
    ['1 | 2', 'Literal[1, 2]'],
    ['int | int', 'int'],
    ['"a|b: [" | "c"', "Literal['a|b: [', 'c']"],
  ])('%s is shown as %s', (text, name) => {
    expect(typesOf(`q -> a: ${text}, z`)).toStrictEqual(['q: str', `a: ${name}`, 'z: str']);
  });

  test('option names are quoted as DSPy quotes them', () => {
    const options = { kind: 'literal' as const, options: ['a', "it's", '"q"', `it's "q"`] };
    expect(typeName(options)).toBe(`Literal['a', "it's", '"q"', 'it\\'s "q"']`);
  });
});

describe('a text that makes no sense', () => {
  test.each([
    ['question answer', 'expected one `->`'],
    ['a -> b -> c', 'expected one `->` between inputs and outputs, as in'],
    [' -> answer', 'at least one field among its inputs'],
    ['question ->', 'at least one field among its outputs'],
    ['a, a -> b', "got 'a' twice"],
    ['a -> a', "got 'a' twice"],
    ['a b -> c', "got 'a b'"],
    ['1a -> c', "got '1a'"],
    ['a,, b -> c', "got ''"],
    ['__proto__ -> c', "got '__proto__'"],
    ['a -> b:', 'field `b`: expected a type after the colon'],
    ['a -> b: strng', 'field `b`: expected a type (str, int'],
    ['a -> b: list[str', 'expected `]`, but the type ends'],
    ['a -> b: dict[str]', 'expected `,`, but there is `]`'],
    ['a -> b: Literal[x]', 'expected a quoted text, a number, True or False, but there is `x`'],
    ['a -> b: int str', 'expected the end of the type, but there is `str`'],
    ['a -> b: constructor', 'there is `constructor`'],
    ['a -> b: "open', '`"open` is not a type'],
    ['a -> b: int | ', 'but the type ends'],
  ])('%s is refused with the reason', (text, reason) => {
    expect(refusal(() => signature(text))).toContain(reason);
  });
});

describe('instructions', () => {
  test('the default one names inputs and then outputs in backticks', () => {
    expect(signature('a, b -> c, d').instructions).toMatch(/`a`, `b`.*`c`, `d`/);
  });

  test('given ones are cleaned like a docstring', () => {
    expect(signature('a -> b', '\n    First.\n\n      Deeper.\n    Last.\n  ').instructions).toBe(
      'First.\n\n  Deeper.\nLast.',
    );
  });

  test('the same text gives the same object, another text another', () => {
    const base = signature('a -> b');
    expect(withInstructions(base, 'x')).toBe(withInstructions(base, 'x'));
    expect(withInstructions(base, 'y')).not.toBe(withInstructions(base, 'x'));
    expect(withInstructions(base, 'x')).toMatchObject({ instructions: 'x', inputs: base.inputs });
  });

  test('empty ones become the default again', () => {
    const base = signature('a -> b');
    expect(withInstructions(withInstructions(base, 'x'), ' ').instructions).toBe(base.instructions);
  });
});

describe('a first output', () => {
  test('stands before the others, is text, and leaves the instructions as they are', () => {
    const base = signature('question -> answer: int');
    const reasoned = withFirstOutput(base, { name: 'reasoning' });
    expect(reasoned.outputs.map((field) => field.name)).toStrictEqual(['reasoning', 'answer']);
    expect(reasoned.outputs[0]).toMatchObject({
      type: { kind: 'str' },
      description: null,
      prefix: 'Reasoning:',
    });
    expect(reasoned.instructions).toBe(base.instructions);
  });

  test('cannot take a name that is taken', () => {
    expect(refusal(() => withFirstOutput(signature('a -> b'), { name: 'a' }))).toContain("'a' twice");
  });
});

const part = z.object({
  name: z.string().describe('what it is called'),
  count: z.int().min(1),
  weight: z.number().default(0.5),
  tags: z.array(z.string()).optional(),
});
const shape = signature({
  instructions: 'Fill it in.',
  inputs: { note: z.string().describe('free text').min(2), limit: z.int().default(3) },
  outputs: {
    urgency: z.enum(['low', 'high']),
    ratio: z.number().min(0).lt(1).nullable(),
    part,
    meta: z.record(z.string(), z.int()),
    extra: z.string().optional(),
    either: z.union([z.string(), z.number()]),
  },
});
const field = (name: string) => [...shape.inputs, ...shape.outputs].find((one) => one.name === name);

describe('the schema form', () => {
  test('types are shown under DSPy’s names', () => {
    expect([...shape.inputs, ...shape.outputs].map(({ type }) => typeName(type))).toStrictEqual([
      'str',
      'int',
      "Literal['low', 'high']",
      'Union[float, NoneType]',
      'Part',
      'dict[str, int]',
      'str',
      'Union[str, float]',
    ]);
  });

  test('descriptions and limits come from the schema, the bounds of exact integers do not', () => {
    expect(field('note')).toMatchObject({
      description: 'free text',
      constraints: [{ kind: 'min_length', value: 2 }],
    });
    expect(field('limit')).not.toHaveProperty('constraints');
    expect(field('urgency')?.description).toBeNull();
  });

  test('a default or an optional schema makes a fallback', () => {
    expect(field('limit')?.fallback).toStrictEqual({ value: 3 });
    expect(field('extra')?.fallback).toStrictEqual({ value: undefined });
    expect(field('ratio')).not.toHaveProperty('fallback');
  });
});

describe('an object schema', () => {
  test('keeps its properties’ description, limits, default and optionality', () => {
    expect(field('part')?.type).toStrictEqual({
      kind: 'object',
      name: 'Part',
      properties: [
        { name: 'name', type: { kind: 'str' }, required: true, description: 'what it is called' },
        { name: 'count', type: { kind: 'int' }, required: true, constraints: [{ kind: 'ge', value: 1 }] },
        { name: 'weight', type: { kind: 'float' }, required: false, default: 0.5 },
        { name: 'tags', type: { kind: 'list', item: { kind: 'str' } }, required: false },
      ],
    });
  });

  test('is named by title or id, and inside itself ends in Any', () => {
    const node = z.object({
      label: z.string(),
      get children() {
        return z.array(node);
      },
    });
    const named = z.array(z.object({ x: z.number() }).meta({ id: 'Point' }));
    const titled = z.object({ y: z.number() }).meta({ title: 'Big Box' });
    const { outputs } = signature({ inputs: { a: z.string() }, outputs: { named, titled, node } });
    expect(outputs.map(({ type }) => typeName(type))).toStrictEqual(['list[Point]', 'BigBox', 'Node']);
    const { type } = outputs[2] ?? {};
    expect(type?.kind === 'object' ? type.properties[1]?.type : type).toStrictEqual({
      kind: 'list',
      item: { kind: 'any' },
    });
  });
});

describe('a schema that cannot be used', () => {
  test('a schema without a JSON form is refused with the field’s name', () => {
    expect(refusal(() => signature({ inputs: { when: z.date() }, outputs: { b: z.string() } }))).toMatch(
      /^field `when`: its schema has no JSON form \(Date/,
    );
  });

  test('a schema that checks asynchronously is refused', () => {
    const slow: StandardSchema<string, string> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: () => Promise.reject(new Error('never awaited')),
        jsonSchema: { input: () => ({ type: 'string' }) },
      },
    };
    const declare = () => signature({ inputs: { slow }, outputs: { b: z.string() } });
    expect(refusal(declare)).toContain('field `slow`: its schema checks values asynchronously');
  });

  test('what is no schema is refused', () => {
    const a = 'str' as unknown as StandardSchema;
    expect(refusal(() => signature({ inputs: { a }, outputs: { b: z.string() } }))).toContain(
      'field `a`: expected a Standard Schema that describes itself as JSON Schema',
    );
  });

  test('a side without fields is refused', () => {
    expect(refusal(() => signature({ inputs: {}, outputs: { b: z.string() } }))).toContain(
      'one field in `inputs`',
    );
  });
});
