import { readFileSync } from 'node:fs';

/** A table under `test/reference`, made by DSPy, Optuna, Python or NumPy; its `source` line says which. */
export function readReference<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../reference/${name}`, import.meta.url), 'utf8')) as T;
}
