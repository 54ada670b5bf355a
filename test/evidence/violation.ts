/** The invariants, by their names. */
export const INVARIANTS = {
  I1: 'each cell has exactly one score',
  I2: 'the best is the first of the highest full scores',
  I3: 'the program is that of an undisturbed run, byte for byte',
  I4: 'nothing that was answered is asked again',
  I5: 'the ledger holds every call once and its sums are right',
  I6: 'no call while paused, or after the end',
  I7: 'no more is used than the caps allow',
  I8: 'histories and payloads stay small',
  I9: 'nothing is left lying or running',
  I10: 'no secret is where it must not be',
} as const;

export type InvariantName = keyof typeof INVARIANTS;

/** One way in which evidence contradicts an invariant. */
export interface Violation {
  readonly invariant: InvariantName;
  readonly what: string;
  readonly numbers: { readonly [name: string]: number };
}

/** What an invariant finds: the same, before it is known whose it is. */
export type Finding = Omit<Violation, 'invariant'>;

/** The finding, if the condition does not hold. */
export function unless(
  holds: boolean,
  what: string,
  numbers: { readonly [name: string]: number },
): readonly Finding[] {
  return holds ? [] : [{ what, numbers }];
}

/** One line for each. */
export function inWords(violations: readonly Violation[]): string {
  return violations
    .map(
      ({ invariant, what, numbers }) =>
        `${invariant} (${INVARIANTS[invariant]}): ${what} ${JSON.stringify(numbers)}`,
    )
    .join('\n');
}
