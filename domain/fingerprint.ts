import type { Fingerprint } from './run.ts';

/** The named parts in which two fingerprints differ, missing and new ones included. Sorted. */
export function changedParts(before: Fingerprint, after: Fingerprint): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).toSorted();
}
