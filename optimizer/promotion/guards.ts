import {
  isScoreGuard,
  type Guard,
  type GuardResult,
  type HoldoutScores,
  type ScoredPair,
  type SideMeasures,
} from '../../domain/promotion.ts';

/** Room for the rounding of means. */
const ROUNDING = 1e-9;

/** Measures one guard on the holdout. Pure. */
export function checkGuard(guard: Guard, scores: HoldoutScores): GuardResult {
  const { champion, challenger } = valuesOf(guard, scores);
  if (challenger === null) return { guard, champion, challenger, verdict: 'unmeasured' };
  const [absolute, relative] = isScoreGuard(guard)
    ? [atLeast(challenger, guard.floor), lossWithin(guard.maxLoss, champion, challenger)]
    : [atMost(challenger, guard.ceiling), ratioWithin(guard.maxRatio, champion, challenger)];
  const verdict =
    absolute === false || relative === false ? 'fails' : relative === null ? 'unmeasured' : 'holds';
  return { guard, champion, challenger, verdict };
}

interface Values {
  readonly champion: number | null;
  readonly challenger: number | null;
}

function valuesOf(guard: Guard, { pairs, champion, challenger }: HoldoutScores): Values {
  if (guard.kind === 'slice') return sliceMeans(pairs, guard.name);
  const read = (side: SideMeasures): number | null => {
    if (guard.kind === 'metric')
      return Object.hasOwn(side.metrics, guard.name) ? (side.metrics[guard.name] ?? null) : null;
    return guard.kind === 'latency' ? side.latencyMs : side.costPerCallUsd;
  };
  return { champion: read(champion), challenger: read(challenger) };
}

function sliceMeans(pairs: readonly ScoredPair[], name: string): Values {
  const rows = pairs.filter(({ slices }) => slices.includes(name));
  if (rows.length === 0) return { champion: null, challenger: null };
  const mean = (read: (pair: ScoredPair) => number): number =>
    rows.reduce((sum, pair) => sum + read(pair), 0) / rows.length;
  return { champion: mean((pair) => pair.champion), challenger: mean((pair) => pair.challenger) };
}

function atLeast(value: number, floor: number | undefined): boolean {
  return floor === undefined || value >= floor - ROUNDING;
}

function atMost(value: number, ceiling: number | undefined): boolean {
  return ceiling === undefined || value <= ceiling * (1 + ROUNDING);
}

/** Null when a comparison is asked for and the champion's value is not known. */
function lossWithin(
  maxLoss: number | undefined,
  champion: number | null,
  challenger: number,
): boolean | null {
  if (maxLoss === undefined) return true;
  return champion === null ? null : champion - challenger <= maxLoss + ROUNDING;
}

function ratioWithin(
  maxRatio: number | undefined,
  champion: number | null,
  challenger: number,
): boolean | null {
  if (maxRatio === undefined) return true;
  return champion === null ? null : challenger <= champion * maxRatio * (1 + ROUNDING);
}
