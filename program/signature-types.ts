import type { SchemaInput, SchemaOutput, StandardSchema } from './declaration/standard-schema.ts';
import type { TextInputs, TextOutputs } from './declaration/text-types.ts';
import type { SignatureShape } from './signature-shape.ts';

/** A signature whose input and output types the compiler knows. */
export interface Signature<Inputs = AnyValues, Outputs = AnyValues> extends SignatureShape {
  /** Never set: carries the types. */
  readonly '~types'?: { readonly inputs: Inputs; readonly outputs: Outputs };
}

/** What stands for a signature wherever one is asked for. */
export type SignatureLike = string | SignatureShape;

/** The field values a call with this signature needs. */
export type InputsOf<Like> = Like extends string
  ? string extends Like
    ? AnyValues
    : TextInputs<Like>
  : Like extends { readonly '~types'?: { readonly inputs: infer Inputs } }
    ? Inputs
    : AnyValues;

/** The field values an answer to this signature has. */
export type OutputsOf<Like> = Like extends string
  ? string extends Like
    ? AnyValues
    : TextOutputs<Like>
  : Like extends { readonly '~types'?: { readonly outputs: infer Outputs } }
    ? Outputs
    : AnyValues;

/** Field values of a signature known only when the program runs. */
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyValues = { [name: string]: any };

/** Schemas of fields, by field name. */
export type Schemas = { readonly [name: string]: StandardSchema };

/** What a caller may pass for these schemas. */
export type SchemaInputs<S extends Schemas> = OptionalWhereUndefined<{
  [Name in keyof S]: SchemaInput<S[Name]>;
}>;

/** What an answer holds after these schemas have checked it. */
export type SchemaOutputs<S extends Schemas> = OptionalWhereUndefined<{
  [Name in keyof S]: SchemaOutput<S[Name]>;
}>;

type OptionalWhereUndefined<T> = Flat<
  { -readonly [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
    -readonly [Key in keyof T as undefined extends T[Key] ? Key : never]?: T[Key];
  }
>;

export type Flat<T> = { [Key in keyof T]: T[Key] };
