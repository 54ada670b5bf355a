import { knownKeyNames } from './providers.ts';

const names = new Set<string>(knownKeyNames());

/** Remembers where this process has looked for a key. */
export function noteKeyName(name: string | null): void {
  if (name !== null) names.add(name);
}

/** The variables that hold keys: of every model that this process has made, and of the providers that are known by name. */
export function keyNames(): ReadonlySet<string> {
  return names;
}
