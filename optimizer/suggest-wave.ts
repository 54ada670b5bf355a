import { candidateKey } from '../domain/candidate.ts';
import type { RunSettings, RunSizes } from '../domain/settings.ts';
import type { FinishedTrial, SuggestedTrial } from '../domain/trial.ts';
import { minibatchFor } from './draw-plan.ts';
import { suggestAtRandom } from './random-sampler.ts';
import type { Sampler } from './sampler.ts';
import type { ChoiceCounts } from './search-space.ts';
import { searchSpace } from './search-space.ts';
import { suggestByTpe } from './tpe.ts';

const SAMPLERS: Record<RunSettings['search'], Sampler> = { tpe: suggestByTpe, random: suggestAtRandom };

/** What a wave of suggestions depends on. */
export interface WaveInput {
  readonly settings: RunSettings;
  readonly sizes: RunSizes;
  readonly choiceCounts: readonly ChoiceCounts[];
  /** All finished trials, by number; none is missing. */
  readonly finished: readonly FinishedTrial[];
  /** Trials sampled so far, the default and full scorings not among them. */
  readonly sampledTrials: number;
  readonly count: number;
}

/**
 * The next `count` trials, to be scored together: each is suggested with the earlier ones of the wave still running,
 * and sees a minibatch of its own. Pure.
 */
export function suggestWave(input: WaveInput): SuggestedTrial[] {
  const { settings, sizes, finished } = input;
  const space = searchSpace(input.choiceCounts);
  const predictors = input.choiceCounts.length;
  const wave: SuggestedTrial[] = [];
  for (let i = 0; i < input.count; i++) {
    const suggest = SAMPLERS[settings.search];
    const { choices, origin } = suggest({ space, seed: settings.seed, finished, running: wave });
    wave.push({
      number: finished.length + i,
      choices,
      key: candidateKey(choices),
      origin,
      minibatch: minibatchFor({ settings, sizes, predictors }, input.sampledTrials + i),
    });
  }
  return wave;
}
