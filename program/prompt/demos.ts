import type { Demo } from '../adapter.ts';
import type { SignatureShape } from '../signature-shape.ts';

export interface OrderedDemos {
  /** Lack a field, or hold null in one; shown first. */
  readonly incomplete: readonly Demo[];
  readonly complete: readonly Demo[];
}

/** Sorts demonstrations by completeness, keeping their order, and drops those without both an input and an output. */
export function orderDemos({ inputs, outputs }: SignatureShape, demos: readonly Demo[]): OrderedDemos {
  const incomplete: Demo[] = [];
  const complete: Demo[] = [];
  for (const demo of demos) {
    const isFilled = ({ name }: { readonly name: string }) => isPresent(demo, name) && demo[name] !== null;
    if (inputs.every(isFilled) && outputs.every(isFilled)) complete.push(demo);
    else if (
      inputs.some((field) => isPresent(demo, field.name)) &&
      outputs.some((field) => isPresent(demo, field.name))
    )
      incomplete.push(demo);
  }
  return { incomplete, complete };
}

/** Null counts as present; `undefined`, which JSON cannot hold, does not. */
export function isPresent(values: Demo, name: string): boolean {
  return Object.hasOwn(values, name) && values[name] !== undefined;
}
