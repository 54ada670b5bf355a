import type { HoldoutLook } from '../../domain/champion.ts';
import type { GateOptions, ScoredPair } from '../../domain/promotion.ts';
import { nextLook } from '../../optimizer/promotion/alpha-budget.ts';
import { decidePromotion } from '../../optimizer/promotion/decide-promotion.ts';
import { normalQuantile } from '../../optimizer/promotion/normal-distribution.ts';
import { rng, type Rng } from '../../optimizer/rng.ts';

const DAY_MS = 86_400_000;
const NIGHTS = 365;
/** The champion's share of right answers. */
const RIGHT = 0.7;
/** A graded score is right or wrong, less up to this much. */
const BLUR = 0.3;
/** A look whose standardised gain is this far below the border is not tested in full: its p-value is far above alpha. */
const FAR_BELOW = 0.3;

/** A year of nights on one task. Every night another challenger; all of them are better by `gain`, or none is. */
export interface YearSetting {
  readonly gate: GateOptions;
  /** Holdout rows on the first night. */
  readonly rows: number;
  /** Rows that come every night. */
  readonly rowsPerNight: number;
  /** Nights between two looks. */
  readonly every: number;
  /** True mean of challenger minus champion. */
  readonly gain: number;
  /** Share of rows on which the two differ. */
  readonly discordance: number;
  /** Share of rows on which all challengers answer alike. */
  readonly likeness: number;
  readonly scores: 'binary' | 'graded';
}

interface SimulatedRow {
  readonly champion: number;
  /** What a challenger gives where all of them are alike. */
  readonly usual: number;
}

/** The night of the first promotion, from 1; null when there is none within the year. The same for the same numbers. */
export function firstPromotion(setting: YearSetting, year: number): number | null {
  const draws = rng(year, 'simulated year', 0);
  const rows = newRows(setting, draws, setting.rows);
  const looks: HoldoutLook[] = [];
  for (let night = 1; night <= NIGHTS; night++) {
    if ((night - 1) % setting.every === 0) {
      const look = nextLook(looks, setting.gate, { lookId: String(night), nowMs: night * DAY_MS });
      looks.splice(0, looks.length, look);
      if (isPromoted(setting, tonight(setting, draws, rows), look.alpha)) return night;
    }
    rows.push(...newRows(setting, draws, setting.rowsPerNight));
  }
  return null;
}

function newRows(setting: YearSetting, draws: Rng, count: number): SimulatedRow[] {
  return Array.from({ length: count }, () => {
    const isRight = draws.unit() < RIGHT;
    return { champion: toScore(setting, draws, isRight), usual: challengerScore(setting, draws, isRight) };
  });
}

function challengerScore(setting: YearSetting, draws: Rng, isRight: boolean): number {
  const { discordance, gain } = setting;
  const differs = isRight ? (discordance - gain) / 2 / RIGHT : (discordance + gain) / 2 / (1 - RIGHT);
  return toScore(setting, draws, draws.unit() < differs ? !isRight : isRight);
}

function toScore({ scores }: YearSetting, draws: Rng, isRight: boolean): number {
  if (scores === 'binary') return isRight ? 1 : 0;
  const blur = BLUR * draws.unit();
  return isRight ? 1 - blur : blur;
}

function tonight(setting: YearSetting, draws: Rng, rows: readonly SimulatedRow[]): ScoredPair[] {
  return rows.map(({ champion, usual }) => {
    const isAlike = draws.unit() < setting.likeness;
    const isRight = champion > 0.5;
    return { champion, challenger: isAlike ? usual : challengerScore(setting, draws, isRight), slices: [] };
  });
}

/** The gate's own verdict; nights that are far from it are not taken through resamples. */
function isPromoted({ gate }: YearSetting, pairs: readonly ScoredPair[], alpha: number): boolean {
  let [sum, squares] = [0, 0];
  for (const { champion, challenger } of pairs) {
    sum += challenger - champion;
    squares += (challenger - champion) ** 2;
  }
  if (alpha <= 0 || sum <= (normalQuantile(1 - alpha) - FAR_BELOW) * Math.sqrt(squares)) return false;
  return (
    decidePromotion({ pairs, champion: NOTHING, challenger: NOTHING }, gate, alpha).verdict === 'promote'
  );
}

const NOTHING = { costPerCallUsd: null, latencyMs: null, metrics: {} };
