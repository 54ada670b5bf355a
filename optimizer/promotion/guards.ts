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
  return { guard, champion, challenger, verdict: absolute ? relative : 'fails' };
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

type Verdict = GuardResult['verdict'];

function lossWithin(maxLoss: number | undefined, champion: number | null, challenger: number): Verdict {
  if (maxLoss === undefined) return 'holds';
  if (champion === null) return 'unmeasured';
  return champion - challenger <= maxLoss + ROUNDING ? 'holds' : 'fails';
}

function ratioWithin(maxRatio: number | undefined, champion: number | null, challenger: number): Verdict {
  if (maxRatio === undefined) return 'holds';
  if (champion === null) return 'unmeasured';
  return challenger <= champion * maxRatio * (1 + ROUNDING) ? 'holds' : 'fails';
}
