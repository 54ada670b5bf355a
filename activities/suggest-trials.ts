import { candidateKey } from '../domain/candidate.ts';
import type { SuggestedTrial } from '../domain/trial.ts';
import { minibatchFor } from '../optimizer/draw-plan.ts';
import { suggestAtRandom } from '../optimizer/random-sampler.ts';
import type { Dimension, Sampler } from '../optimizer/sampler.ts';
import { suggestByTpe } from '../optimizer/tpe.ts';
import type { SuggestTrialsInput } from './contract.ts';

const SAMPLERS: { readonly [search in SuggestTrialsInput['settings']['search']]: Sampler } = {
  tpe: suggestByTpe,
  random: suggestAtRandom,
};

/** Asks the sampler for the trials of one wave, one after the other, each counting the earlier ones as bad. */
export async function suggestTrials(input: SuggestTrialsInput): Promise<readonly SuggestedTrial[]> {
  const { settings, sizes, finished, firstNumber, firstSampled, count } = input;
  const space = searchSpace(input.choiceCounts);
  const suggest = SAMPLERS[settings.search];
  const running: SuggestedTrial[] = [];
  for (let place = 0; place < count; place += 1) {
    const { choices, origin } = suggest({ space, seed: settings.seed, finished, running });
    const minibatch = minibatchFor(
      { settings, sizes, predictors: input.choiceCounts.length },
      firstSampled + place,
    );
    running.push({ number: firstNumber + place, choices, key: candidateKey(choices), origin, minibatch });
  }
  return running;
}

/** Dimensions in the order DSPy asks for them, under the names it gives them: the names order the model. */
function searchSpace(counts: SuggestTrialsInput['choiceCounts']): Dimension[] {
  return counts.flatMap(({ instructions, demos }, predictor) => [
    { name: `${predictor}_predictor_instruction`, choiceCount: instructions },
    ...(demos > 0 ? [{ name: `${predictor}_predictor_demos`, choiceCount: demos }] : []),
  ]);
}
