import { InvalidRequest } from '../../domain/errors.ts';

const UNSAFE_NAMES: readonly string[] = ['__proto__', 'constructor', 'prototype'];
/** Demos are rows of data, and a column may well be called `constructor`; only this name is no plain name. */
const UNSAFE_IN_DATA: readonly string[] = ['__proto__'];
const DEEPEST = 100;

/** Files come from elsewhere: names that reach into JavaScript's own objects are refused at any depth. */
export function refuseUnsafeNames(state: unknown): void {
  visit(state, UNSAFE_NAMES, 0);
}

function visit(value: unknown, unsafeNames: readonly string[], depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST) {
    throw new InvalidRequest(`A saved program may be nested ${DEEPEST} levels deep, and this one is deeper.`);
  }
  const unsafe = unsafeNames.find((name) => Object.hasOwn(value, name));
  if (unsafe !== undefined) throw new InvalidRequest(`A saved program may not use the name '${unsafe}'.`);
  for (const [name, item] of Object.entries(value)) {
    visit(item, name === 'demos' ? UNSAFE_IN_DATA : unsafeNames, depth + 1);
  }
}
