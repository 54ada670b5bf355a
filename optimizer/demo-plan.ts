import type { RunSettings } from '../domain/settings.ts';
import { PythonRandom } from './python-random.ts';
import { isZeroShot } from './sizes.ts';

const DEMOS_FOR_THE_PROPOSER = 3;

/** Most demos of a predictor that a description or a proposal is shown. */
export const DEMOS_SHOWN = 3;

const LABEL_SEED = 0;
const FIRST_SHUFFLED_SET = 3;

/**
 * How one demo set comes about. `order` holds positions in the trainset: the order in which examples are tried.
 * `wanted` is how many successes end the trying.
 */
export type DemoRecipe =
  | { readonly kind: 'empty' }
  | { readonly kind: 'labeled'; readonly order: readonly number[] }
  | { readonly kind: 'bootstrapped'; readonly order: readonly number[]; readonly wanted: number };

/** How many demos of each kind a set may hold. */
export interface DemoMaxima {
  readonly bootstrapped: number;
  readonly labeled: number;
}

/** The settings' maxima; zero-shot runs make small bootstrapped sets, only for the proposer to look at. */
export function demoMaxima(
  settings: Pick<RunSettings, 'maxBootstrappedDemos' | 'maxLabeledDemos'>,
): DemoMaxima {
  if (isZeroShot(settings)) return { bootstrapped: DEMOS_FOR_THE_PROPOSER, labeled: 0 };
  return { bootstrapped: settings.maxBootstrappedDemos, labeled: settings.maxLabeledDemos };
}

/**
 * The recipes of all demo sets, by index: none, labeled, bootstrapped in the trainset's order, then shuffled ones.
 * Draws from the run's shared stream where DSPy does.
 *
 * Differs: without bootstrapped demos the later sets are labeled examples of a shuffled trainset; DSPy fails there.
 *
 * @see DSPy 3.3.1, `dspy/teleprompt/utils.py:324-414`
 */
export function planDemoSets(
  random: PythonRandom,
  sizes: { readonly demoSets: number; readonly trainCount: number },
  maxima: DemoMaxima,
): DemoRecipe[] {
  const inOrder = Array.from({ length: sizes.trainCount }, (_, i) => i);
  return Array.from({ length: sizes.demoSets }, (_, setIndex): DemoRecipe => {
    if (setIndex === 0) return { kind: 'empty' };
    if (setIndex === 1 && maxima.labeled > 0) return { kind: 'labeled', order: inOrder };
    if (setIndex !== 1 && setIndex < FIRST_SHUFFLED_SET) {
      return { kind: 'bootstrapped', order: inOrder, wanted: maxima.bootstrapped };
    }
    const order = random.shuffle(inOrder);
    if (maxima.bootstrapped === 0) return { kind: 'labeled', order };
    return { kind: 'bootstrapped', order, wanted: random.randint(1, maxima.bootstrapped) };
  });
}

/**
 * The labeled demos of each predictor, drawn from `order`: positions in the trainset. They make up a labeled set, and
 * they are what the teacher shows while it bootstraps a set in this order. Pure.
 *
 * @see DSPy 3.3.1, `dspy/teleprompt/vanilla.py`, `LabeledFewShot`
 */
export function labeledDemos(
  order: readonly number[],
  sizes: { readonly predictors: number; readonly maxLabeled: number },
): number[][] {
  const random = new PythonRandom(LABEL_SEED);
  const count = Math.min(sizes.maxLabeled, order.length);
  return Array.from({ length: sizes.predictors }, () => random.sample(order, count));
}

/** One demo: an example as the teacher solved it, or as it stands in the trainset. */
export interface PlannedDemo {
  readonly kind: 'augmented' | 'labeled';
  /** Position in the trainset. */
  readonly example: number;
}

/** What became of a bootstrapped set. */
export interface BootstrapOutcome {
  readonly order: readonly number[];
  /** Positions of the examples the teacher solved. */
  readonly succeeded: readonly number[];
  /**
   * Per predictor, the solved examples that called it, in the order tried. A predictor that is not called for some
   * example has fewer.
   */
  readonly solved: readonly (readonly number[])[];
  readonly wanted: number;
  readonly maxLabeled: number;
}

/**
 * The demos of each predictor: solved examples first, then labeled ones up to `maxLabeled` in all. Each predictor
 * draws its labeled demos from those of the predictor before it, as DSPy does. Pure.
 *
 * @see DSPy 3.3.1, `dspy/teleprompt/bootstrap.py:171-176, 259-272`
 */
export function assembleDemos(outcome: BootstrapOutcome): PlannedDemo[][] {
  const succeeded = new Set(outcome.succeeded);
  const unsolved = outcome.order.filter((example) => !succeeded.has(example));
  let rest = new PythonRandom(LABEL_SEED).shuffle(unsolved);
  const random = new PythonRandom(LABEL_SEED);
  return outcome.solved.map((solved) => {
    const augmented = solved.slice(0, outcome.wanted);
    rest = random.sample(rest, Math.max(0, Math.min(outcome.maxLabeled - augmented.length, rest.length)));
    return [
      ...augmented.map((example): PlannedDemo => ({ kind: 'augmented', example })),
      ...rest.map((example): PlannedDemo => ({ kind: 'labeled', example })),
    ];
  });
}
