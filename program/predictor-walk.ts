import type { AnyModule } from './module.ts';
import { isModule, isPredictor } from './module-kind.ts';
import type { Predict } from './predict.ts';

export type NamedPredictor = readonly [name: string, predictor: Predict];

/**
 * A program's predictors under DSPy's names and in its order: fields as they were assigned, `items[0]`, `byKey['k']`,
 * `sub.a.predict`; a bare predictor is `self`. Each object appears once, under its first name. Lists and records are
 * searched one level deep; `#private` fields are invisible.
 */
export function namedPredictors(program: AnyModule): NamedPredictor[] {
  const found = new Map<Predict, string>();
  if (isPredictor(program)) found.set(program, 'self');
  else visit(program, '', { found, visited: new Set([program]) });
  return [...found].map(([predictor, name]) => [name, predictor] as const);
}

interface Walk {
  readonly found: Map<Predict, string>;
  readonly visited: Set<AnyModule>;
}

function visit(module: AnyModule, prefix: string, walk: Walk): void {
  for (const [name, value] of membersOf(module)) {
    if (isPredictor(value)) {
      if (!walk.found.has(value)) walk.found.set(value, `${prefix}${name}`);
    } else if (isModule(value) && !walk.visited.has(value)) {
      walk.visited.add(value);
      visit(value, `${prefix}${name}.`, walk);
    }
  }
}

/** A module's fields, and the items of those that are lists, records or maps. */
function* membersOf(module: AnyModule): Generator<readonly [string, unknown]> {
  for (const [name, value] of Object.entries(module)) {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) yield [`${name}[${index}]`, item];
    } else if (isRecord(value) || value instanceof Map) {
      const entries: Iterable<[unknown, unknown]> = value instanceof Map ? value : Object.entries(value);
      for (const [key, item] of entries) yield [`${name}['${String(key)}']`, item];
    } else {
      yield [name, value];
    }
  }
}

/** A plain object, as written with braces. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
