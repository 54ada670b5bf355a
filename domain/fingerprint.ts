import type { Fingerprint } from './run.ts';

/** The named parts in which two fingerprints differ, missing and new ones included. Sorted. */
export function changedParts(before: Fingerprint, after: Fingerprint): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).toSorted();
}

/** Parts that say where data and proposals come from; a cell's score does not depend on them. */
const NOT_SCORED =
  /^(trainset|valset|testset|prompt model|teacher model|program description|source of the teacher|teacher, .*)$/;

/** All parts but the rows of the data: what a deploy changes. */
export function withoutData(fingerprint: Fingerprint): Fingerprint {
  const data = ['trainset', 'valset', 'testset'];
  return Object.fromEntries(Object.entries(fingerprint).filter(([name]) => !data.includes(name)));
}

/** The parts that a cell's score depends on: program, metric, the program's model and the task's version. */
export function scoredParts(fingerprint: Fingerprint): Fingerprint {
  return Object.fromEntries(Object.entries(fingerprint).filter(([name]) => !NOT_SCORED.test(name)));
}
