import { InvalidRequest } from '../../domain/errors.ts';

const UNSAFE_NAMES = ['__proto__', 'constructor', 'prototype'];
const DEEPEST = 100;

/** Files come from elsewhere: names that reach into JavaScript's own objects are refused at any depth. */
export function refuseUnsafeNames(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST)
    throw new InvalidRequest(`A saved program may be nested ${DEEPEST} levels deep, and this one is deeper.`);
  const unsafe = UNSAFE_NAMES.find((name) => Object.hasOwn(value, name));
  if (unsafe !== undefined) throw new InvalidRequest(`A saved program may not use the name '${unsafe}'.`);
  for (const item of Object.values(value)) refuseUnsafeNames(item, depth + 1);
}
