import type { AnyModule } from './module.ts';
import type { Predict } from './predict.ts';

/** Tells modules and predictors from other values; class identity does not survive two copies of a package. */
export const MODULE_KIND = Symbol.for('durable-mipro.module-kind');

export type ModuleKind = 'module' | 'predictor';

export function isModule(value: unknown): value is AnyModule {
  return kindOf(value) !== undefined;
}

export function isPredictor(value: unknown): value is Predict {
  return kindOf(value) === 'predictor';
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? (value as { [MODULE_KIND]?: unknown })[MODULE_KIND]
    : undefined;
}
