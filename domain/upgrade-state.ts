import { NOT_EXTENDED } from './extension.ts';
import type { RunState } from './run.ts';

/** The number of the present shape of `RunState`. Raised with every change that this or an older version cannot read. */
export const STATE_SCHEMA: RunState['schema'] = 2;

/** A run's state was written by a newer version, or says no schema number at all. */
export class StateUnknown extends Error {
  override readonly name = 'StateUnknown';

  constructor(schema: unknown) {
    super(
      typeof schema === 'number' && schema > STATE_SCHEMA
        ? `The run's state has schema ${schema}, and this version knows schemas up to ${STATE_SCHEMA}: a newer durable-mipro wrote it. Update durable-mipro.`
        : `The run's state must have a schema number from 1 to ${STATE_SCHEMA}; it has ${describe(schema)}.`,
    );
  }
}

function describe(schema: unknown): string {
  if (schema === undefined) return 'none';
  return typeof schema === 'number' ? String(schema) : `a ${typeof schema}`;
}

type AnyState = { readonly [field: string]: unknown };

/** From each schema to the next: what the older one does not know gets the value it had then. */
const UPGRADES: { readonly [schema: number]: (state: AnyState) => AnyState } = {
  1: (state) => ({ ...state, schema: 2, extended: NOT_EXTENDED, idleMs: 0 }),
};

/**
 * A state of any schema in the present shape. Fields are not checked: whoever reads a file does that. Pure.
 * @throws StateUnknown for a newer schema, or none
 */
export function upgradeState(state: { readonly schema?: unknown }): RunState {
  let upgraded: AnyState = { ...state };
  while (upgraded['schema'] !== STATE_SCHEMA) {
    const upgrade = UPGRADES[Number(upgraded['schema'])];
    if (upgrade === undefined || typeof upgraded['schema'] !== 'number')
      throw new StateUnknown(upgraded['schema']);
    upgraded = upgrade(upgraded);
  }
  return upgraded as unknown as RunState;
}
