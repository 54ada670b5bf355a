import { describe, expect, test } from 'vitest';
import type { DemoRecipe, PlannedDemo } from '../../optimizer/demo-plan.ts';
import { assembleDemos, demoMaxima, labeledDemos, planDemoSets } from '../../optimizer/demo-plan.ts';
import type { AttemptOutcome } from '../../optimizer/next-attempts.ts';
import { nextAttempts } from '../../optimizer/next-attempts.ts';
import { PythonRandom } from '../../optimizer/python-random.ts';
import { readReference } from '../reference/fixtures.ts';
import { tallyOf } from '../reference/tally.ts';

interface RecordedSet {
  readonly set: number;
  readonly kind: 'empty' | 'labeled' | 'bootstrap-unshuffled' | 'bootstrap-shuffled';
  readonly k?: number;
  readonly wanted?: number;
  readonly max_labeled?: number;
  readonly lm_calls?: number;
  readonly bootstrapped_ids?: number[];
  readonly order?: number[];
  readonly demos: string[][];
}

interface Case {
  readonly name: string;
  readonly predictors: number;
  readonly num_candidate_sets: number;
  readonly max_bootstrapped_demos: number;
  readonly max_labeled_demos: number;
  readonly seed: number;
  readonly n_train: number;
  readonly accepted_ids: number[];
  readonly metric: 'bool' | 'float';
  readonly metric_threshold: number | null;
  readonly lm_raises_on: string | null;
  readonly rng_after: number[];
  readonly sets: RecordedSet[];
}

const { cases } = readReference<{ cases: Case[] }>('demo-sets.json');
const tally = tallyOf('demo-sets.json');
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** What the scripted model and metric of the table make of an example. */
function outcomeOf(record: Case, example: number): AttemptOutcome {
  if (record.lm_raises_on === `q${example}`) return 'error';
  const accepted = record.accepted_ids.includes(example);
  if (record.metric === 'bool') return accepted ? 'solved' : 'rejected';
  const value = accepted ? 1 : 0.4 * (example % 2);
  const solved = record.metric_threshold === null ? value !== 0 : value >= record.metric_threshold;
  return solved ? 'solved' : 'rejected';
}

interface Trial {
  readonly tried: number[];
  readonly solved: number[];
}

/** Tries examples as the plan allows, finishing one at a time; `pick` says which running one ends next. */
function bootstrap(
  record: Case,
  recipe: DemoRecipe & { kind: 'bootstrapped' },
  pick: (running: number[]) => number,
): Trial {
  const outcomes = new Map<number, AttemptOutcome>();
  for (;;) {
    const started = nextAttempts({ ...recipe, maxErrors: 10, outcomes });
    for (const example of started) outcomes.set(example, 'running');
    const running = [...outcomes].filter(([, outcome]) => outcome === 'running').map(([example]) => example);
    if (running.length === 0) break;
    const ended = pick(running);
    outcomes.set(ended, outcomeOf(record, ended));
  }
  const tried = [...outcomes.keys()];
  return { tried, solved: recipe.order.filter((example) => outcomes.get(example) === 'solved') };
}

/** One model call per predictor and example; DSPy's chat adapter asks once more, as JSON, where the model failed. */
const callsOf = (record: Case, tried: readonly number[]): number =>
  tried.length * record.predictors + tried.filter((example) => outcomeOf(record, example) === 'error').length;

const shown = (demos: readonly PlannedDemo[][]): string[][] =>
  demos.map((list) => list.map(({ kind, example }) => `${kind === 'augmented' ? 'A' : 'L'}${example}`));

const labeled = (order: readonly number[], predictors: number, maxLabeled: number): string[][] =>
  labeledDemos(order, { predictors, maxLabeled }).map((list) => list.map((example) => `L${example}`));

const maximaOf = (record: Case) =>
  demoMaxima({
    maxBootstrappedDemos: record.max_bootstrapped_demos,
    maxLabeledDemos: record.max_labeled_demos,
  });

function planOf(record: Case): { recipes: DemoRecipe[]; random: PythonRandom } {
  const random = new PythonRandom(record.seed);
  const sizes = { demoSets: record.num_candidate_sets, trainCount: record.n_train };
  return { recipes: planDemoSets(random, sizes, maximaOf(record)), random };
}

function demosOf(record: Case, recipe: DemoRecipe, trial: Trial): string[][] {
  if (recipe.kind === 'empty') return range(record.predictors).map(() => []);
  const maxLabeled = maximaOf(record).labeled;
  if (recipe.kind === 'labeled') return labeled(recipe.order, record.predictors, maxLabeled);
  const solved = range(record.predictors).map(() => trial.solved);
  return shown(assembleDemos({ ...recipe, succeeded: trial.solved, solved, maxLabeled }));
}

test('the table has 21 cases', () => {
  expect(cases.length).toBe(21);
});

describe.each(cases)('$name', (record) => {
  const { recipes, random } = planOf(record);

  test('the shared stream stands where DSPy’s does afterwards', () => {
    expect([random.random(), random.random()]).toEqual(record.rng_after);
    tally.agrees(`${record.name} stream afterwards`);
  });

  test.each(record.sets)('set $set is made as DSPy makes it', (set) => {
    const recipe = recipes[set.set];
    if (set.kind === 'empty' || set.kind === 'labeled') {
      expect(recipe?.kind).toBe(set.kind);
    } else {
      const order = set.order ?? range(record.n_train);
      expect(recipe).toEqual({ kind: 'bootstrapped', order, wanted: set.wanted });
    }
  });

  test.each(record.sets)('set $set holds DSPy’s demos after as many program calls', (set) => {
    const recipe = recipes[set.set] ?? { kind: 'empty' };
    const orders = [(running: number[]) => running[0] ?? 0, (running: number[]) => running.at(-1) ?? 0];
    for (const pick of orders) {
      const trial =
        recipe.kind === 'bootstrapped' ? bootstrap(record, recipe, pick) : { tried: [], solved: [] };
      expect(demosOf(record, recipe, trial)).toEqual(set.demos);
      expect(trial.solved).toEqual(set.bootstrapped_ids ?? []);
      expect(callsOf(record, trial.tried)).toBe(set.lm_calls ?? 0);
    }
    tally.agrees(`${record.name} set ${set.set}`);
  });
});

test('twelve examples, all solved, seed 9: the layout of the specification', () => {
  const random = new PythonRandom(9);
  const maxima = { bootstrapped: 4, labeled: 4 };
  const layout = planDemoSets(random, { demoSets: 6, trainCount: 12 }, maxima).map((recipe) => {
    if (recipe.kind === 'empty') return '';
    if (recipe.kind === 'labeled')
      return labeled(recipe.order, 2, 4)
        .map((list) => list.join(' '))
        .join(' / ');
    const succeeded = recipe.order.slice(0, recipe.wanted);
    const demos = assembleDemos({ ...recipe, succeeded, solved: [succeeded, succeeded], maxLabeled: 4 });
    return shown(demos)
      .map((list) => list.join(' '))
      .join(' / ');
  });
  expect(layout).toEqual([
    '',
    'L6 L11 L0 L4 / L8 L7 L6 L4',
    'A0 A1 A2 A3 / A0 A1 A2 A3',
    'A8 L4 L2 L5 / A8 L2 L5 L4',
    'A7 A2 L3 L0 / A7 A2 L3 L0',
    'A9 A4 L3 L8 / A9 A4 L3 L8',
  ]);
});

test('zero-shot sets, seed 9: bootstrapped demos only, three at most', () => {
  const maxima = demoMaxima({ maxBootstrappedDemos: 0, maxLabeledDemos: 0 });
  const sets = planDemoSets(new PythonRandom(9), { demoSets: 6, trainCount: 12 }, maxima).map((recipe) =>
    recipe.kind === 'bootstrapped' ? recipe.order.slice(0, recipe.wanted).join(' ') : recipe.kind,
  );
  expect(sets).toEqual(['empty', '8 6 3', '0 1 2', '7', '9 4 7', '9 8']);
});

test('without bootstrapped demos the later sets are labeled examples of shuffled copies, where DSPy fails', () => {
  const maxima = demoMaxima({ maxBootstrappedDemos: 0, maxLabeledDemos: 4 });
  const recipes = planDemoSets(new PythonRandom(9), { demoSets: 5, trainCount: 12 }, maxima);
  expect(recipes.map(({ kind }) => kind)).toEqual(['empty', 'labeled', 'bootstrapped', 'labeled', 'labeled']);
  expect(recipes[2]).toMatchObject({ wanted: 0 });
  const demos = recipes
    .slice(3)
    .map((recipe) => (recipe.kind === 'labeled' ? labeled(recipe.order, 1, 4)[0] : []));
  expect(new Set(demos.map(String)).size).toBe(2);
  for (const list of demos) expect(new Set(list).size).toBe(4);
});

test('a predictor that some solved examples did not call gets labeled demos in their place', () => {
  const outcome = { order: range(6), succeeded: [0, 1], solved: [[0, 1], [1]], wanted: 2, maxLabeled: 3 };
  const demos = shown(assembleDemos(outcome));
  expect(demos.map((list) => list.filter((demo) => demo.startsWith('A')))).toEqual([['A0', 'A1'], ['A1']]);
  expect(demos.map((list) => list.length)).toEqual([3, 2]);
});
