/**
 * All draws from the one stream that DSPy calls `rng`, in the order it makes them:
 *
 * 1. the validation set of an `auto` mode;
 * 2. per shuffled demo set its order, then how many demos are wanted;
 * 3. per predictor and instruction slot a tip, then a rollout id; slot 0 too, though nothing is proposed for it;
 * 4. per sampled trial its minibatch.
 *
 * Nothing is remembered between calls: each starts the stream anew, so a position is never lost or wrong.
 *
 * @see DSPy 3.3.1, `mipro_optimizer_v2.py:280-317`, `grounded_proposer.py:306-368`, `dspy/teleprompt/utils.py`
 */
import type { RunSettings, RunSizes } from '../domain/settings.ts';
import type { DemoRecipe } from './demo-plan.ts';
import { demoMaxima, planDemoSets } from './demo-plan.ts';
import { PythonRandom } from './python-random.ts';
import { rng } from './rng.ts';
import { drawValset } from './split.ts';

const LARGEST_ROLLOUT_ID = 1_000_000_000;

/** Kinds of advice for the proposer; the stream draws one by its place in this list. */
export const TIP_KEYS = ['none', 'creative', 'simple', 'description', 'high_stakes', 'persona'] as const;
export type TipKey = (typeof TIP_KEYS)[number];

/** What the draws depend on. */
export interface DrawInput {
  readonly settings: RunSettings;
  readonly sizes: RunSizes;
  readonly predictors: number;
}

/** The chance that goes into one proposal. */
export interface ProposalDraw {
  readonly tip: TipKey;
  /** 0 to 10^9; makes equal requests to the proposing model different ones. */
  readonly rolloutId: number;
}

/** The draws made before the search. */
export interface DrawPlan {
  /** Positions among the validation examples there were; all of them in order without an `auto` mode. */
  readonly valset: readonly number[];
  readonly demoSets: readonly DemoRecipe[];
  /** By predictor, then by slot. */
  readonly proposals: readonly (readonly ProposalDraw[])[];
}

/** All that is drawn before the search. Pure. */
export function planDraws(input: DrawInput): DrawPlan {
  return drawUpToSearch(input).plan;
}

/**
 * The validation examples that the sampled trial number `trialIndex` (0-based, full scorings not counted) sees, in
 * the order drawn; null when it sees them all. Pure.
 */
export function minibatchFor(input: DrawInput, trialIndex: number): number[] | null {
  const { sizes } = input;
  if (!sizes.minibatch || sizes.minibatchSize >= sizes.valCount) return null;
  const { random } = drawUpToSearch(input);
  const all = Array.from({ length: sizes.valCount }, (_, i) => i);
  for (let earlier = 0; earlier < trialIndex; earlier++) random.sample(all, sizes.minibatchSize);
  return random.sample(all, sizes.minibatchSize);
}

/**
 * The draw for one proposal. The first attempt is the plan's; a further one, made because the text equalled another,
 * gets another tip and rollout id from a stream of our own, so that the shared stream stays as it is. Pure.
 */
export function proposalDraw(
  input: DrawInput,
  at: { readonly predictor: number; readonly slot: number; readonly attempt: number },
): ProposalDraw {
  const first = planDraws(input).proposals[at.predictor]?.[at.slot];
  if (first === undefined)
    throw new RangeError(`No proposal is planned for predictor ${at.predictor}, slot ${at.slot}.`);
  if (at.attempt === 0) return first;
  const own = rng(input.settings.seed, `proposal ${at.predictor} ${at.slot}`, at.attempt);
  const others = TIP_KEYS.filter((tip) => tip !== first.tip && tip !== 'none');
  const tip = input.settings.tipAwareProposer ? (others[own.below(others.length)] ?? first.tip) : 'none';
  return { tip, rolloutId: own.below(LARGEST_ROLLOUT_ID + 1) };
}

function drawUpToSearch({ settings, sizes, predictors }: DrawInput): {
  plan: DrawPlan;
  random: PythonRandom;
} {
  const random = new PythonRandom(settings.seed);
  const valset = drawValset(settings, random, sizes.valPoolCount ?? sizes.valCount);
  const demoSets = planDemoSets(random, sizes, demoMaxima(settings));
  const proposals = Array.from({ length: predictors }, () =>
    Array.from({ length: sizes.instructions }, () => drawProposal(random, settings.tipAwareProposer)),
  );
  return { plan: { valset, demoSets, proposals }, random };
}

function drawProposal(random: PythonRandom, tipAware: boolean): ProposalDraw {
  const tip = tipAware ? random.choice(TIP_KEYS) : 'none';
  return { tip, rolloutId: random.randint(0, LARGEST_ROLLOUT_ID) };
}
