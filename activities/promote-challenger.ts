import type { PromotionOutcome } from '../domain/champion.ts';
import type { PromoteInput } from './contract-of-nights.ts';
import type { Dependencies } from './dependencies.ts';

/** Puts the challenger into use, unless another version came into use meanwhile. Done again, it gives what it has done. */
export async function promoteChallenger(deps: Dependencies, input: PromoteInput): Promise<PromotionOutcome> {
  const { task, nightId, program, runId, expectedVersion, decision, dataHash, promotedBy, reasons } = input;
  const { test } = decision;
  return deps.champions.promote({
    task,
    program: (await deps.artifacts.get(program)) as string,
    runId,
    expectedVersion,
    scores: {
      holdout: test?.challengerMean ?? null,
      previous: test?.championMean ?? null,
      rows: test?.rows ?? 0,
    },
    dataHash,
    promotedBy,
    reasons,
    rollbackOf: null,
    promotedAtMs: Date.now(),
    promotionId: nightId,
  });
}
