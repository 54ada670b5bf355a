import type { SuggestedTrial } from '../domain/trial.ts';
import { suggestWave } from '../optimizer/suggest-wave.ts';
import type { SuggestTrialsInput } from './contract.ts';

/** Asks the sampler for the trials of one wave. Recorded, not recomputed: a later sampler cannot change the past. */
export async function suggestTrials(input: SuggestTrialsInput): Promise<readonly SuggestedTrial[]> {
  return suggestWave(input);
}
