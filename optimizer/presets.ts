import type { RunSettings } from '../domain/settings.ts';

/** What an `auto` mode fixes before the data are looked at. */
export interface Preset {
  readonly trials: number;
  readonly demoSets: number;
  readonly instructions: number;
}

interface PresetFacts {
  readonly predictors: number;
  readonly zeroShot: boolean;
}

type AutoMode = NonNullable<RunSettings['auto']>;

const CANDIDATES: Record<AutoMode, number> = { light: 6, medium: 12, heavy: 18 };
const CLASSIC_TRIALS: Record<AutoMode, number> = { light: 7, medium: 25, heavy: 50 };

/** At most this many validation examples are used in an `auto` mode. */
export const VALSET_CAPS: Record<AutoMode, number> = { light: 100, medium: 300, heavy: 1000 };

/** `auto` modes use minibatches when the validation set is larger than this. */
export const LARGEST_VALSET_WITHOUT_MINIBATCH = 50;

/**
 * The sizes of an `auto` mode. Pure.
 *
 * @see DSPy 3.3.1, `mipro_optimizer_v2.py:42-50, 280-317`; for `classic`, DSPy before change 8165
 */
export function presetFor(auto: AutoMode, presets: RunSettings['presets'], facts: PresetFacts): Preset {
  return presets === 'classic' ? classicPreset(auto, facts) : currentPreset(auto, facts);
}

function currentPreset(auto: AutoMode, facts: PresetFacts): Preset {
  const demoSets = CANDIDATES[auto];
  return {
    trials: trialsFor(demoSets, facts),
    demoSets,
    instructions: facts.zeroShot ? demoSets : Math.floor(demoSets / 2),
  };
}

/** Differs: at least 2 candidates; the old table falls to 1 or 0 with many predictors, and leaves nothing to search. */
function classicPreset(auto: AutoMode, facts: PresetFacts): Preset {
  const trials = CLASSIC_TRIALS[auto];
  const dimensions = dimensionCount(facts);
  const candidates = Math.min(trials * dimensions, roundedShare(3 * trials, 2 * dimensions));
  return { trials, demoSets: Math.max(2, candidates), instructions: Math.max(2, candidates) };
}

/**
 * How many trials suit `candidates` choices per dimension: `int(max(2 * dimensions * log2(n), 1.5 * n))`, in whole
 * numbers, because a logarithm's last bit is the engine's affair. Pure.
 */
export function trialsFor(candidates: number, facts: PresetFacts): number {
  const power = BigInt(candidates) ** BigInt(2 * dimensionCount(facts));
  return Math.max(power.toString(2).length - 1, Math.floor((3 * candidates) / 2));
}

function dimensionCount(facts: PresetFacts): number {
  return facts.zeroShot ? facts.predictors : 2 * facts.predictors;
}

/** A share rounded to a whole number, a tie to the even one. */
function roundedShare(part: number, whole: number): number {
  const lower = Math.floor(part / whole);
  const rest = 2 * (part % whole) - whole;
  if (rest === 0) return lower % 2 === 0 ? lower : lower + 1;
  return rest > 0 ? lower + 1 : lower;
}
