import { binomialUpperTail } from './binomial.ts';

/**
 * The exact one-sided McNemar test: the chance of at least so many rows in favour of the challenger, if a row on which
 * the two differ were as likely to speak for either. Without such rows it is 1. Pure.
 *
 * @see McNemar, Psychometrika 12, 1947; exact form: the sign test on discordant pairs
 */
export function exactMcNemar({ better, worse }: { readonly better: number; readonly worse: number }): number {
  return binomialUpperTail(better, better + worse, 0.5);
}

/** The least number of rows in favour, of `discordant` ones, whose p-value is below `alpha`; null when none is. Pure. */
export function criticalBetter(discordant: number, alpha: number): number | null {
  if (2 ** -discordant >= alpha) return null;
  let low = Math.floor(discordant / 2);
  let high = discordant;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialUpperTail(middle, discordant, 0.5) < alpha) high = middle;
    else low = middle + 1;
  }
  return high;
}
