import { InvalidRequest } from '../domain/errors.ts';
import type { ChampionRegistry, PromotionOutcome, Promoter } from '../domain/champion.ts';

export interface Rollback {
  readonly task: string;
  /** The version whose program is to be in use again. */
  readonly toVersion: number;
  /** The version that is in use, as the caller knows it. */
  readonly expectedVersion: number;
  readonly promotedBy: Promoter;
  /** Why, in words. */
  readonly reason: string;
  readonly promotionId: string;
  readonly nowMs: number;
}

/**
 * Puts an older version's program back into use: as a new version, for nothing is ever taken away.
 * @throws InvalidRequest when there is no such version, or it is the one in use
 */
export async function rollBack(registry: ChampionRegistry, rollback: Rollback): Promise<PromotionOutcome> {
  const { task, toVersion, expectedVersion, promotedBy, reason, promotionId, nowMs } = rollback;
  const old = await registry.version(task, toVersion);
  if (old === null || toVersion >= expectedVersion) {
    const older = (await registry.history(task))
      .map(({ version }) => version)
      .filter((v) => v < expectedVersion);
    throw new InvalidRequest(
      `The task ${task} cannot go back to version ${toVersion}: ${older.length === 0 ? 'there is no older version' : `older versions are ${older.join(', ')}`}.`,
    );
  }
  const { program, runId, scores, dataHash } = old;
  return registry.promote({
    task,
    program,
    runId,
    scores,
    dataHash,
    promotedBy,
    promotionId,
    expectedVersion,
    reasons: [reason],
    rollbackOf: toVersion,
    promotedAtMs: nowMs,
  });
}
