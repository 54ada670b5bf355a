import type { CheckOptions } from '../check-options.ts';
import type { CallRow, Evidence, LineRow } from '../evidence.ts';
import { isAnswer } from '../request-counts.ts';
import { unless, type Finding } from '../violation.ts';

const CARRIED_OVER = 'carried over';
const NANO = 1e9;

/**
 * I5: every request that reached the model is in the ledger, every answer that was read is settled there once, and all
 * sums agree. A request that was in flight at a fault is in the ledger and may be unknown to the model, or answered by
 * it and unsettled here.
 */
export function ledgerIsWhole(
  evidence: Evidence,
  { inFlightAtFaults = 0 }: CheckOptions,
): readonly Finding[] {
  return [...matchesRequests(evidence, inFlightAtFaults), ...sumsAgree(evidence), ...resultAgrees(evidence)];
}

function matchesRequests({ requests, store }: Evidence, inFlight: number): readonly Finding[] {
  const written = store.calls.length;
  const reached = requests.length;
  const settled = store.calls.filter(({ state }) => state === 'answered').length;
  const answers = requests.filter(isAnswer).length;
  const open = store.calls.filter(({ state }) => state === 'sent').length;
  return [
    ...unless(within(written - reached, inFlight), 'calls in the ledger are not the requests that came', {
      written,
      reached,
      inFlight,
    }),
    ...unless(within(answers - settled, inFlight), 'calls settled in the ledger are not the answers sent', {
      settled,
      answers,
      inFlight,
    }),
    ...unless(open <= inFlight, 'calls in the ledger never ended', { open, inFlight }),
  ];
}

function within(difference: number, most: number): boolean {
  return difference >= 0 && difference <= most;
}

function sumsAgree({ store: { calls, lines, totals } }: Evidence): readonly Finding[] {
  const carried = lines.filter(({ activity }) => activity === CARRIED_OVER);
  const own = lines.filter(({ activity }) => activity !== CARRIED_OVER);
  const ofCalls = sumOfCalls(calls);
  const ofLines = sumOfLines(own);
  const ofCarried = sumOfLines(carried);
  return [
    ...unless(
      ofCalls.calls === ofLines.calls &&
        ofCalls.costNanoUsd === ofLines.costNanoUsd &&
        ofCalls.completionTokens === ofLines.completionTokens,
      'the sums by activity are not those of the calls',
      {
        calls: ofCalls.calls,
        inLines: ofLines.calls,
        nanoUsd: ofCalls.costNanoUsd,
        nanoUsdInLines: ofLines.costNanoUsd,
      },
    ),
    ...unless(
      totals.calls === ofCalls.calls + ofCarried.calls &&
        totals.costNanoUsd === ofCalls.costNanoUsd + ofCarried.costNanoUsd,
      'the totals are not the sums of the calls',
      {
        calls: ofCalls.calls,
        inTotals: totals.calls,
        nanoUsd: ofCalls.costNanoUsd,
        nanoUsdInTotals: totals.costNanoUsd,
      },
    ),
  ];
}

function sumOfCalls(calls: readonly CallRow[]) {
  return {
    calls: calls.length,
    costNanoUsd: calls.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0),
    completionTokens: calls.reduce((sum, { completionTokens }) => sum + completionTokens, 0),
  };
}

function sumOfLines(lines: readonly LineRow[]) {
  return {
    calls: lines.reduce((sum, { calls }) => sum + calls, 0),
    costNanoUsd: lines.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0),
    completionTokens: lines.reduce((sum, { completionTokens }) => sum + completionTokens, 0),
  };
}

function resultAgrees({ files: { result }, store: { totals } }: Evidence): readonly Finding[] {
  if (result === null) return [];
  const { lmCalls, costUsd } = result.usage;
  const nanoUsd = costUsd === null ? totals.costNanoUsd : Math.round(costUsd * NANO);
  return unless(lmCalls === totals.calls && nanoUsd === totals.costNanoUsd, 'the result tells other sums', {
    calls: totals.calls,
    inResult: lmCalls,
    nanoUsd: totals.costNanoUsd,
    nanoUsdInResult: nanoUsd,
  });
}
