import type { HoldoutLook } from '../../domain/champion.ts';
import type { GateOptions } from '../../domain/promotion.ts';

const DAY_MS = 86_400_000;
const DAYS_PER_YEAR = 365;

/**
 * How large a chance of a false promotion the next look may spend: what the yearly budget has grown by since the last
 * look, at most `mostDays` days' worth, and at most `alpha`.
 *
 *     alpha(look) = min(alpha, perYear / (365 + mostDays) * min(mostDays, days since the last look))
 *
 * The first look has `mostDays` days. Within any 365 days the looks spend at most `perYear` together, whatever their
 * rhythm: the first has at most `mostDays` days from before, the others share the 365. Pure.
 */
export function alphaFor(
  { alpha, peeking }: Pick<GateOptions, 'alpha' | 'peeking'>,
  { lastLook, nowMs }: { readonly lastLook: HoldoutLook | null; readonly nowMs: number },
): number {
  if (peeking === null) return alpha;
  const days = lastLook === null ? peeking.mostDays : Math.max(0, nowMs - lastLook.atMs) / DAY_MS;
  const perDay = peeking.perYear / (DAYS_PER_YEAR + peeking.mostDays);
  return Math.min(alpha, perDay * Math.min(peeking.mostDays, days));
}

/** The look that comes after these. Pure. */
export function nextLook(
  looks: readonly HoldoutLook[],
  options: Pick<GateOptions, 'alpha' | 'peeking'>,
  { lookId, nowMs }: { readonly lookId: string; readonly nowMs: number },
): HoldoutLook {
  const lastLook = looks.at(-1) ?? null;
  // A clock that was set back must not make room: time goes on from the last look.
  const atMs = Math.max(nowMs, lastLook?.atMs ?? nowMs);
  const alpha = alphaFor(options, { lastLook, nowMs: atMs });
  return { number: (lastLook?.number ?? 0) + 1, lookId, atMs, alpha };
}
