import type { CheckOptions } from '../check-options.ts';
import type { CallRow, Evidence } from '../evidence.ts';
import { unless, type Finding } from '../violation.ts';

const NANO = 1e9;

/** I7: what was used is at most the cap and what was in flight at the faults, each at its worst. */
export function capsHold(evidence: Evidence, { inFlightAtFaults = 0 }: CheckOptions): readonly Finding[] {
  const { maxLmCalls, maxCostUsd } = evidence.files.checkpoint?.spec.budget ?? {};
  return [
    ...(maxLmCalls === undefined ? [] : callsHold(evidence, maxLmCalls, inFlightAtFaults)),
    ...(maxCostUsd === undefined ? [] : costHolds(evidence, maxCostUsd, inFlightAtFaults)),
  ];
}

function callsHold({ requests }: Evidence, cap: number, inFlight: number): readonly Finding[] {
  return unless(requests.length <= cap + inFlight, 'more requests came than the cap allows', {
    requests: requests.length,
    cap,
    inFlight,
  });
}

function costHolds({ store }: Evidence, capUsd: number, inFlight: number): readonly Finding[] {
  const cap = Math.round(capUsd * NANO);
  const room = worstOf(store.calls, inFlight);
  const used = store.totals.costNanoUsd;
  return unless(used <= cap + room, 'more was paid than the cap allows', {
    usedNanoUsd: used,
    capNanoUsd: cap,
    inFlightNanoUsd: room,
  });
}

function worstOf(calls: readonly CallRow[], inFlight: number): number {
  const worst = calls.map(({ worstNanoUsd }) => worstNanoUsd ?? 0).toSorted((a, b) => b - a);
  return worst.slice(0, inFlight).reduce((sum, each) => sum + each, 0);
}
