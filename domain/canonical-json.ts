type Keys = (value: object) => string[];

const sortedKeys: Keys = (value) => Object.keys(value).toSorted();

/**
 * JSON text that is the same for equal values: keys in code-unit order, no spaces, absent and undefined alike.
 * Pure.
 * @throws TypeError for what JSON cannot carry: NaN, Infinity, functions, symbols, bigints, class instances
 */
export function canonicalJson(value: unknown): string {
  return jsonText(value, sortedKeys);
}

/** Like `canonicalJson`, with keys in the order they were set: a demo's fields keep theirs. Pure. */
export function orderedJson(value: unknown): string {
  return jsonText(value, Object.keys);
}

function jsonText(value: unknown, keysOf: Keys): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item, keysOf)).join(',')}]`;
  if (isPlainObject(value)) return objectText(value, keysOf);
  throw new TypeError(`Only plain JSON values can be stored; got ${nameOf(value)}.`);
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return JSON.stringify(value);
  throw new TypeError(`Only finite numbers can be stored; got ${String(value)}.`);
}

function objectText(value: { readonly [key: string]: unknown }, keysOf: Keys): string {
  const parts: string[] = [];
  for (const key of keysOf(value)) {
    const entry = value[key];
    if (entry !== undefined) parts.push(`${JSON.stringify(key)}:${jsonText(entry, keysOf)}`);
  }
  return `{${parts.join(',')}}`;
}

function isPlainObject(value: unknown): value is { readonly [key: string]: unknown } {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || isOtherRealmObject(prototype);
}

/** `Object.prototype` of another realm (a test runner's or a sandbox's context) is a plain object's too. */
function isOtherRealmObject(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  );
}

function nameOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `an object of class ${value.constructor.name}`;
  return typeof value;
}
