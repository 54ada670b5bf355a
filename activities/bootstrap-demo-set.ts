import type { ArtifactRef } from '../domain/artifact.ts';
import { assembleDemos, demoMaxima, labeledDemos, type DemoRecipe } from '../optimizer/demo-plan.ts';
import { planDraws } from '../optimizer/draw-plan.ts';
import type { Demo } from '../program/adapter.ts';
import { bootstrap, type SolvedExample } from './bootstrap.ts';
import type { BootstrapDemoSetInput, BootstrappedDemoSet } from './contract.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { thaw, type IdentifiedExample } from './frozen-data.ts';
import { modelWork, type ModelWork } from './model-work.ts';

type Made = Omit<BootstrappedDemoSet, 'usage' | 'demos'> & { readonly lists: readonly (readonly Demo[])[] };

/** Makes the demo set with the given index: none, labeled, bootstrapped, or the program's own. */
export async function bootstrapDemoSet(
  deps: Dependencies,
  input: BootstrapDemoSetInput,
): Promise<BootstrappedDemoSet> {
  const job = { run: input.run, stage: 'bootstrap', model: (task: LoadedTask) => task.teacherLm };
  return modelWork(deps, job, async (work) => {
    const examples = await thaw(deps.artifacts, input.trainset);
    const { lists, ...made } = await makeSet({ deps, input, work, examples });
    const demos: ArtifactRef[] = await Promise.all(lists.map((list) => deps.artifacts.put(list)));
    return { demos, ...made };
  });
}

export interface SetInMaking {
  readonly deps: Dependencies;
  readonly input: BootstrapDemoSetInput;
  readonly work: ModelWork;
  readonly examples: readonly IdentifiedExample[];
}

async function makeSet(set: SetInMaking): Promise<Made> {
  const { settings, sizes, setIndex } = set.input;
  const predictors = set.work.task.program.predictors();
  if (setIndex === sizes.demoSets) return plain(predictors.map(([, predict]) => predict.demos));
  const recipe = planDraws({ settings, sizes, predictors: predictors.length }).demoSets[setIndex];
  if (recipe === undefined) throw new Error(`No demo set ${setIndex} is planned.`);
  if (recipe.kind === 'empty') return plain(predictors.map(() => []));
  if (recipe.kind === 'labeled') return plain(labeled(set, recipe.order));
  return bootstrappedSet(set, recipe);
}

function plain(lists: readonly (readonly Demo[])[]): Made {
  return { lists, bootstrapped: 0, bootstrappedOfEach: 0, errors: 0 };
}

function labeled({ input, work, examples }: SetInMaking, order: readonly number[]): Demo[][] {
  const maxLabeled = demoMaxima(input.settings).labeled;
  const positions = labeledDemos(order, { predictors: work.task.program.predictors().length, maxLabeled });
  return positions.map((own) => own.map((position) => fieldsAt(examples, position)));
}

async function bootstrappedSet(
  set: SetInMaking,
  recipe: Extract<DemoRecipe, { kind: 'bootstrapped' }>,
): Promise<Made> {
  const { solved, errors } = await bootstrap(set, recipe, labeled(set, recipe.order));
  const names = set.work.task.teacher.predictors().map(([name]) => name);
  const calls = names.map((name) => solved.filter(({ demos }) => demos.has(name)));
  const planned = assembleDemos({
    order: recipe.order,
    succeeded: solved.map(({ position }) => position),
    solved: calls.map((own) => own.map(({ position }) => position)),
    wanted: demoMaxima(set.input.settings).bootstrapped,
    maxLabeled: demoMaxima(set.input.settings).labeled,
  });
  const lists = planned.map((own, index) =>
    own.map(({ kind, example }) =>
      kind === 'augmented' ? demoOf(solved, example, names[index] ?? '') : fieldsAt(set.examples, example),
    ),
  );
  const augmented = planned.map((own) => own.filter(({ kind }) => kind === 'augmented').length);
  return {
    lists,
    bootstrapped: calls[0]?.length ?? 0,
    bootstrappedOfEach: Math.min(...augmented),
    errors,
  };
}

function demoOf(solved: readonly SolvedExample[], position: number, predictor: string): Demo {
  const demo = solved.find((each) => each.position === position)?.demos.get(predictor);
  if (demo === undefined) throw new Error(`Example ${position} made no demonstration for ${predictor}.`);
  return demo;
}

function fieldsAt(examples: readonly IdentifiedExample[], position: number): Demo {
  const example = examples[position]?.example;
  if (example === undefined) throw new Error(`The training set has no example at position ${position}.`);
  return example.toJSON();
}
