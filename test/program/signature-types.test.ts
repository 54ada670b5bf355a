import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { ensureSignature, signature, withFirstOutput, withInstructions } from '../../program/signature.ts';
import type { AnyValues, InputsOf, OutputsOf } from '../../program/signature-types.ts';
import type { SignatureShape } from '../../program/signature-shape.ts';

// Checked by the compiler; running it checks nothing more.

test('names and types come from the text', () => {
  const qa = signature('question, context: str[] -> answer: float');
  expectTypeOf<InputsOf<typeof qa>>().toEqualTypeOf<{ question: string; context: string[] }>();
  expectTypeOf<OutputsOf<typeof qa>>().toEqualTypeOf<{ answer: number }>();
  expectTypeOf<OutputsOf<'a -> b, c: int, d: bool'>>().toEqualTypeOf<{ b: string; c: number; d: boolean }>();
});

test('commas inside brackets and quotes do not split fields', () => {
  type Found = InputsOf<'a: dict[str, list[int]], b: Literal["x, y", \'z\'], c: "p, q" | \'it"s\', d -> e'>;
  expectTypeOf<Found>().toEqualTypeOf<{
    a: { [key: string]: number[] };
    b: 'x, y' | 'z';
    c: 'p, q' | 'it"s';
    d: string;
  }>();
});

test('separators inside quotes stay text', () => {
  type Found = OutputsOf<'a -> b: "x -> y" | "p | q", c: "it\'s: so"'>;
  expectTypeOf<Found>().toEqualTypeOf<{ b: 'x -> y' | 'p | q'; c: "it's: so" }>();
});

test('every form of type is understood', () => {
  type Found = OutputsOf<`a ->
    s: string, i: int, f: number, b: boolean, l: list[str], ll: int[][], lu: ("x" | "y")[], o: Optional[float],
    n: str | null, u: int | str, un: Union[int, bool], lit: Literal[1, "one", True], num: 1 | 2, any: Any, d: dict`>;
  expectTypeOf<Found>().toEqualTypeOf<{
    s: string;
    i: number;
    f: number;
    b: boolean;
    l: string[];
    ll: number[][];
    lu: ('x' | 'y')[];
    o: number | null;
    n: string | null;
    u: number | string;
    un: number | boolean;
    lit: 1 | 'one' | true;
    num: 1 | 2;
    any: unknown;
    d: { [key: string]: unknown };
  }>();
});

function call<const Text extends string>(_: Text, inputs: InputsOf<Text>): InputsOf<Text> {
  return inputs;
}

test('a misspelt field does not compile', () => {
  call('question, k: int -> answer', { question: 'q', k: 1 });
  // @ts-expect-error a wrong name
  call('question, k: int -> answer', { qestion: 'q', k: 1 });
  // @ts-expect-error a wrong type
  call('question, k: int -> answer', { question: 'q', k: 'one' });
  // @ts-expect-error a field is missing
  call('question, k: int -> answer', { question: 'q' });
});

test('a text known only at run time gives open values', () => {
  const text: string = ['a', 'b'].join(' -> ');
  const found = ensureSignature(text);
  expectTypeOf<InputsOf<typeof found>>().toEqualTypeOf<AnyValues>();
  expectTypeOf<OutputsOf<SignatureShape>>().toEqualTypeOf<AnyValues>();
});

test('schemas give what goes in and what comes out', () => {
  const triage = signature({
    inputs: { ticket: z.string(), limit: z.number().default(3) },
    outputs: { label: z.enum(['bug', 'other']), note: z.string().optional(), score: z.number().nullable() },
  });
  expectTypeOf<InputsOf<typeof triage>>().toEqualTypeOf<{ ticket: string; limit?: number | undefined }>();
  expectTypeOf<OutputsOf<typeof triage>>().toEqualTypeOf<{
    label: 'bug' | 'other';
    note?: string | undefined;
    score: number | null;
  }>();
});

test('other instructions keep the types, and a first output adds one', () => {
  const base = signature('a -> b: int');
  const other = withInstructions(base, 'Say it.');
  expectTypeOf<OutputsOf<typeof other>>().toEqualTypeOf<{ b: number }>();
  const reasoned = withFirstOutput(base, { name: 'reasoning' });
  expectTypeOf<InputsOf<typeof reasoned>>().toEqualTypeOf<{ a: string }>();
  expectTypeOf<OutputsOf<typeof reasoned>>().toEqualTypeOf<{ reasoning: string; b: number }>();
  const same = ensureSignature(base);
  expectTypeOf<OutputsOf<typeof same>>().toEqualTypeOf<{ b: number }>();
});
