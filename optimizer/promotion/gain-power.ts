import { normalCdf, normalQuantile } from './normal-distribution.ts';

export interface GainQuestion {
  readonly alpha: number;
  readonly gain: number;
  /** Standard deviation of challenger minus champion over rows. */
  readonly deviation: number;
}

/** The chance, by the normal approximation, that a one-sided paired test on so many rows finds the gain. Pure. */
export function gainPower(rows: number, { alpha, gain, deviation }: GainQuestion): number {
  if (rows < 1 || gain <= 0) return 0;
  if (deviation <= 0) return 1;
  return normalCdf((Math.sqrt(rows) * gain) / deviation + normalQuantile(alpha));
}
