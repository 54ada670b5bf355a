/**
 * The type of a signature's field. Shown in prompts under DSPy's names (`str`, `Literal['a', 'b']`, …) and used to read
 * answers; a number's declared type decides whether it is written `1` or `1.0`.
 */
export type FieldType =
  | { readonly kind: 'str' | 'int' | 'float' | 'bool' | 'any' | 'null' }
  | { readonly kind: 'list'; readonly item: FieldType }
  | { readonly kind: 'dict'; readonly key: FieldType; readonly value: FieldType }
  | { readonly kind: 'literal'; readonly options: readonly (string | number | boolean)[] }
  | { readonly kind: 'enum'; readonly name: string; readonly members: readonly EnumMember[] }
  | { readonly kind: 'union'; readonly options: readonly FieldType[] }
  | {
      readonly kind: 'object';
      readonly name: string;
      readonly description?: string;
      readonly properties: readonly Property[];
    };

export interface EnumMember {
  readonly name: string;
  readonly value: string | number;
}

/** One property of an object type. */
export interface Property {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly description?: string;
  readonly constraints?: Constraints;
  readonly default?: unknown;
}

/** Limits on a value, in declaration order; kinds are DSPy's: gt, ge, lt, le, min_length, max_length, multiple_of. */
export type Constraints = readonly { readonly kind: string; readonly value: number | boolean }[];
