import { isDeepStrictEqual } from 'node:util';

/** What one part of the campaign found. */
export interface Story {
  readonly name: string;
  readonly facts: { readonly [name: string]: number };
  /** Empty when all was as it should be. */
  readonly problems: readonly string[];
}

/** Of `[what, found, expected]`, those that differ, in words. */
export function differences(checks: readonly (readonly [string, unknown, unknown])[]): string[] {
  return checks
    .filter(([, found, expected]) => !isDeepStrictEqual(found, expected))
    .map(([what, found, expected]) => `${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
}
