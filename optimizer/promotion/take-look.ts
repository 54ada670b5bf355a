import type { ChampionRegistry, HoldoutLook } from '../../domain/champion.ts';
import type { GateOptions } from '../../domain/promotion.ts';
import { nextLook } from './alpha-budget.ts';

export interface LookWish {
  readonly task: string;
  /** Names the night: the same one asked for again gives the look it has. */
  readonly lookId: string;
  readonly nowMs: number;
}

/**
 * Writes a look at the holdout down and gives it, with the alpha it may spend. To be done before the scores are compared.
 * When another night is faster, what it has spent is taken into account. Not pure: it writes to the registry.
 */
export async function takeLook(
  registry: ChampionRegistry,
  options: Pick<GateOptions, 'alpha' | 'peeking'>,
  { task, lookId, nowMs }: LookWish,
): Promise<HoldoutLook> {
  for (;;) {
    const look = nextLook(await registry.looks(task), options, { lookId, nowMs });
    const outcome = await registry.addLook(task, look);
    if (outcome.kind === 'added') return outcome.look;
  }
}
