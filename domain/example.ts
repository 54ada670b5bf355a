import { InvalidRequest } from './errors.ts';

/** Field values by name, where the names are not known to the compiler. */
// eslint-disable-next-line typescript/no-explicit-any -- a caller who gives no field types may read any field
export type Fields = Record<string, any>;

interface ExampleMethods<F extends object, K extends keyof F> {
  /** The same example with these fields marked as inputs; all others are labels. @throws InvalidRequest for an unknown field */
  withInputs<N extends keyof F & string>(...names: N[]): Example<F, N>;
  /** The input fields, in the example's order. @throws InvalidRequest when `withInputs` was never called */
  inputs(): Pick<F, K>;
  /** All fields that are not inputs. @throws InvalidRequest when `withInputs` was never called */
  labels(): Omit<F, K>;
  /** Reads a field whose name is also a method's, such as `inputs`. */
  get<N extends keyof F>(name: N): F[N];
  /** Same fields with the same values; which of them are inputs does not matter. */
  equals(other: Example): boolean;
  toJSON(): F;
}

interface LooseExample extends ExampleMethods<Fields, string> {
  // eslint-disable-next-line typescript/no-explicit-any
  readonly [name: string]: any;
}

/** One row of data: named values, some of them inputs, the others labels. Immutable; fields are readable by name. */
export type Example<F extends object = Fields, K extends keyof F = keyof F> = string extends keyof F
  ? LooseExample
  : ExampleMethods<F, K> & Readonly<Omit<F, keyof ExampleMethods<F, K>>>;

class FieldStore {
  readonly #fields: Fields;
  readonly #inputNames: ReadonlySet<string> | null;

  constructor(fields: Fields, inputNames: readonly string[] | null = null) {
    this.#fields = { ...fields };
    this.#inputNames = inputNames === null ? null : new Set(inputNames);
    for (const [name, value] of Object.entries(this.#fields)) {
      if (!(name in FieldStore.prototype)) Object.defineProperty(this, name, { value, enumerable: true });
    }
    Object.freeze(this);
  }

  withInputs(...names: string[]): FieldStore {
    const unknown = names.find((name) => !Object.hasOwn(this.#fields, name));
    if (unknown !== undefined) {
      const known = Object.keys(this.#fields).join(', ');
      throw new InvalidRequest(
        `withInputs: the example has no field '${unknown}'. Its fields are: ${known}.`,
      );
    }
    return new FieldStore(this.#fields, names);
  }

  inputs(): Fields {
    const names = this.#namesOfInputs();
    return Object.fromEntries(Object.entries(this.#fields).filter(([name]) => names.has(name)));
  }

  labels(): Fields {
    const names = this.#namesOfInputs();
    return Object.fromEntries(Object.entries(this.#fields).filter(([name]) => !names.has(name)));
  }

  get(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
  }

  equals(other: unknown): boolean {
    return other instanceof FieldStore && sameValue(this.#fields, other.#fields);
  }

  toJSON(): Fields {
    return { ...this.#fields };
  }

  #namesOfInputs(): ReadonlySet<string> {
    if (this.#inputNames !== null) return this.#inputNames;
    throw new InvalidRequest(
      'The example does not know its inputs: call withInputs(...) with their names first.',
    );
  }
}

export const Example = FieldStore as unknown as new <F extends object>(fields: F) => Example<F>;

/** Equality of JSON-like values; the order of keys does not matter, the order of items does. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || (a === 0 && b === 0)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && sameValue((a as Fields)[name], (b as Fields)[name]));
}
