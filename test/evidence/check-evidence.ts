import type { CheckOptions } from './check-options.ts';
import type { Evidence } from './evidence.ts';
import { bestIsHighest } from './invariants/best-is-highest.ts';
import { capsHold } from './invariants/caps-hold.ts';
import { historiesStaySmall } from './invariants/histories-stay-small.ts';
import { ledgerIsWhole } from './invariants/ledger-is-whole.ts';
import { noSecretIsOut } from './invariants/no-secret-is-out.ts';
import { nothingAskedTwice } from './invariants/nothing-asked-twice.ts';
import { nothingLeftOver } from './invariants/nothing-left-over.ts';
import { oneScorePerCell } from './invariants/one-score-per-cell.ts';
import { sameProgram } from './invariants/same-program.ts';
import { silentWhenTold } from './invariants/silent-when-told.ts';
import type { Finding, InvariantName, Violation } from './violation.ts';

type Check = (evidence: Evidence, options: CheckOptions) => readonly Finding[];

const CHECKS: { readonly [name in InvariantName]: Check } = {
  I1: oneScorePerCell,
  I2: bestIsHighest,
  I3: sameProgram,
  I4: nothingAskedTwice,
  I5: ledgerIsWhole,
  I6: silentWhenTold,
  I7: capsHold,
  I8: historiesStaySmall,
  I9: nothingLeftOver,
  I10: noSecretIsOut,
};

/** Judges what a run has left behind by all invariants. An empty list is a clean run. Pure. */
export function checkEvidence(evidence: Evidence, options: CheckOptions = {}): readonly Violation[] {
  return Object.entries(CHECKS).flatMap(([name, check]) =>
    check(evidence, options).map((finding) => ({ invariant: name as InvariantName, ...finding })),
  );
}
