import { InvalidRequest } from '../domain/errors.ts';
import type { AnyModule } from './module.ts';
import { isModule } from './module-kind.ts';
import { isRecord } from './predictor-walk.ts';

/**
 * A copy with modules and predictors of its own, also those in lists, records and maps. All other values are shared with
 * the original.
 * @throws InvalidRequest when a field holds a function that would go on using the original
 */
export function cloneModule<M extends AnyModule>(original: M): M {
  return copyModule(original, new Map()) as M;
}

type Copies = Map<AnyModule, AnyModule>;

function copyModule(original: AnyModule, copies: Copies): AnyModule {
  const known = copies.get(original);
  if (known !== undefined) return known;
  const copy = Object.create(Object.getPrototypeOf(original) as object) as AnyModule;
  copies.set(original, copy);
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(original))) {
    refuseBound(original, name, descriptor.value);
    if ('value' in descriptor) descriptor.value = copyValue(descriptor.value, copies);
    Object.defineProperty(copy, name, descriptor);
  }
  return copy;
}

/** Only what holds modules is copied: a model or a cache in a plain object stays one for original and copy. */
function copyValue(value: unknown, copies: Copies): unknown {
  if (isModule(value)) return copyModule(value, copies);
  const copyItem = (item: unknown): unknown => (isModule(item) ? copyModule(item, copies) : item);
  if (Array.isArray(value) && value.some(isModule)) return value.map(copyItem);
  if (value instanceof Map && [...value.values()].some(isModule)) {
    return new Map([...value].map(([key, item]: [unknown, unknown]) => [key, copyItem(item)]));
  }
  if (!isRecord(value) || !Object.values(value).some(isModule)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyItem(item)]));
}

/** An arrow function in a field keeps the `this` of the original: its copy would silently run the old predictors. */
function refuseBound(module: AnyModule, name: string, value: unknown): void {
  if (typeof value !== 'function' || Object.hasOwn(value, 'prototype')) return;
  if (!value.name.startsWith('bound ') && !/\bthis\b/.test(Function.prototype.toString.call(value))) return;
  throw new InvalidRequest(
    `${module.constructor.name}.${name} is a function kept in a field that uses 'this'; in a copy it would still use the original. ` +
      `Write it as a method, or override clone().`,
  );
}
