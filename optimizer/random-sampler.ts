import { NumpyRandom } from './numpy-random.ts';
import type { Sampler } from './sampler.ts';
import { countOrigin, doublesPerStartup } from './stream-position.ts';

/**
 * Every choice is as likely as another, whatever the trials so far say. Per dimension, in the space's order, one
 * double for each choice is drawn and the largest wins.
 *
 * @see Optuna at 1d8ce7bb6, `samplers/_random.py` and `_transform.py` (a categorical is one number per choice)
 */
export const suggestAtRandom: Sampler = ({ space, seed, finished, running }) => {
  const random = new NumpyRandom(seed);
  const earlier = countOrigin(finished, 'startup') + countOrigin(running, 'startup');
  random.skipDoubles(earlier * doublesPerStartup(space));
  const choices = space.map(({ choiceCount }) =>
    choiceCount > 1 ? largestOf(random.doubles(choiceCount)) : 0,
  );
  return { choices, origin: 'startup' };
};

/** The first position of the largest value. */
function largestOf(values: readonly number[]): number {
  let best = 0;
  values.forEach((value, position) => {
    if (value > (values[best] ?? -Infinity)) best = position;
  });
  return best;
}
