import { binomialPmf, binomialUpperTail } from './binomial.ts';
import { criticalBetter } from './mcnemar.ts';

export interface PowerQuestion {
  readonly alpha: number;
  /** True mean of challenger minus champion. */
  readonly gain: number;
  /** Share of rows on which the two differ; at least `gain`. */
  readonly discordance: number;
}

/** Chances below it add nothing that is shown. */
const NEGLIGIBLE = 1e-12;

/** The chance that the exact McNemar test on so many rows finds the gain. Pure. */
export function mcnemarPower(rows: number, { alpha, gain, discordance }: PowerQuestion): number {
  const differing = Math.min(1, Math.max(discordance, gain));
  if (rows < 1 || differing <= 0) return 0;
  const forChallenger = Math.min(1, (differing + gain) / (2 * differing));
  const spread = 9 * Math.sqrt(rows * differing * (1 - differing)) + 20;
  const from = Math.max(0, Math.floor(rows * differing - spread));
  const to = Math.min(rows, Math.ceil(rows * differing + spread));
  let power = 0;
  for (let discordant = from; discordant <= to; discordant++) {
    const chance = binomialPmf(discordant, rows, differing);
    const critical = chance < NEGLIGIBLE ? null : criticalBetter(discordant, alpha);
    if (critical !== null) power += chance * binomialUpperTail(critical, discordant, forChallenger);
  }
  return Math.min(1, power);
}
