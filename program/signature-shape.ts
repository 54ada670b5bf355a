import type { Constraints, FieldType } from './field-type.ts';

/** One input or output of a predictor. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Null when none was given; DSPy's files then hold `${name}`. */
  readonly description: string | null;
  /** Title and colon, as in `Question:`; used in files and where demos are shown to the proposer. */
  readonly prefix: string;
  readonly constraints?: Constraints;
  /** Present (even if undefined inside) when an absent value may be filled in. */
  readonly fallback?: { readonly value: unknown };
  /** Checks a value further than `type` can: a Standard Schema. */
  readonly schema?: unknown;
}

/** What a predictor is asked to do: an instruction, named typed inputs, named typed outputs. Immutable. */
export interface SignatureShape {
  readonly instructions: string;
  readonly inputs: readonly Field[];
  readonly outputs: readonly Field[];
}
