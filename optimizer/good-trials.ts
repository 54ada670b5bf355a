/** With fewer trials than these the sampler draws at random, whatever their scores. */
export const STARTUP_TRIALS = 10;

const MOST_GOOD_TRIALS = 25;

/** How many of the best trials the sampler takes as good: a tenth, rounded up, at most 25. Pure. */
export function goodCount(trialCount: number): number {
  return Math.min(Math.ceil(0.1 * trialCount), MOST_GOOD_TRIALS);
}
