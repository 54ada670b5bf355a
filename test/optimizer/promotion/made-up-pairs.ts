import type { HoldoutScores, ScoredPair, SideMeasures } from '../../../domain/promotion.ts';

const UNMEASURED: SideMeasures = { costPerCallUsd: null, latencyMs: null, metrics: {} };

/** Binary pairs: so many rows better and worse under the challenger, the rest right under both. */
export function binaryPairs(counts: { rows: number; better: number; worse: number }): ScoredPair[] {
  return Array.from({ length: counts.rows }, (_, row) => {
    if (row < counts.better) return { champion: 0, challenger: 1, slices: [] };
    if (row < counts.better + counts.worse) return { champion: 1, challenger: 0, slices: [] };
    return { champion: 1, challenger: 1, slices: [] };
  });
}

export function holdoutScores(
  pairs: readonly ScoredPair[],
  measures: { champion?: Partial<SideMeasures>; challenger?: Partial<SideMeasures> } = {},
): HoldoutScores {
  return {
    pairs,
    champion: { ...UNMEASURED, ...measures.champion },
    challenger: { ...UNMEASURED, ...measures.challenger },
  };
}
