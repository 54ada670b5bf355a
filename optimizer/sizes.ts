import type { RunSettings, RunSizes } from '../domain/settings.ts';
import type { Preset } from './presets.ts';
import { LARGEST_VALSET_WITHOUT_MINIBATCH, VALSET_CAPS, presetFor } from './presets.ts';

/** What the sizes depend on beside the settings. The counts are those after the split, before a preset's cap. */
export interface SizeFacts {
  readonly predictors: number;
  readonly trainCount: number;
  readonly valCount: number;
}

/** True when the winner will carry no demos; demo sets are then made only for the proposer to look at. */
export function isZeroShot(settings: Pick<RunSettings, 'maxBootstrappedDemos' | 'maxLabeledDemos'>): boolean {
  return settings.maxBootstrappedDemos === 0 && settings.maxLabeledDemos === 0;
}

/**
 * The sizes of a run. Expects settings that `checkSettings` and `checkData` let through. An `auto` mode decides by
 * the validation set whether minibatches are used, whatever `minibatch` says. Pure.
 *
 * @see DSPy 3.3.1, `mipro_optimizer_v2.py:280-317`
 */
export function planSizes(settings: RunSettings, facts: SizeFacts): RunSizes {
  const zeroShot = isZeroShot(settings);
  const wanted = wantedSizes(settings, { predictors: facts.predictors, zeroShot });
  const valCount = usedValCount(settings, facts.valCount);
  const minibatch = settings.auto === null ? settings.minibatch : valCount > LARGEST_VALSET_WITHOUT_MINIBATCH;
  return {
    trials: wanted.trials,
    demoSets: wanted.demoSets,
    instructions: Math.min(wanted.instructions, wanted.demoSets),
    minibatch,
    minibatchSize: minibatch ? settings.minibatchSize : valCount,
    fullEvalSteps: settings.minibatchFullEvalSteps,
    zeroShot,
    trainCount: facts.trainCount,
    valCount,
    ...(valCount < facts.valCount && { valPoolCount: facts.valCount }),
  };
}

/** How many validation examples are used of `available`. Pure. */
export function usedValCount(settings: Pick<RunSettings, 'auto'>, available: number): number {
  return settings.auto === null ? available : Math.min(VALSET_CAPS[settings.auto], available);
}

function wantedSizes(settings: RunSettings, facts: { predictors: number; zeroShot: boolean }): Preset {
  if (settings.auto !== null) return presetFor(settings.auto, settings.presets, facts);
  const candidates = settings.numCandidates ?? 0;
  return { trials: settings.numTrials ?? 0, demoSets: candidates, instructions: candidates };
}
