import type { RunSettings, RunSizes } from '../../domain/settings.ts';
import type { FinishedTrial, SuggestedTrial } from '../../domain/trial.ts';
import type { DemoRecipe, PlannedDemo } from '../../optimizer/demo-plan.ts';
import { assembleDemos, demoMaxima, labeledDemos } from '../../optimizer/demo-plan.ts';
import { planDraws, type ProposalDraw } from '../../optimizer/draw-plan.ts';
import { nextAttempts, type AttemptOutcome } from '../../optimizer/next-attempts.ts';
import { planSizes } from '../../optimizer/sizes.ts';
import { planSplit, valCountOf } from '../../optimizer/split.ts';
import { bestFullTrial } from '../../optimizer/standings.ts';
import type { WaveInput } from '../../optimizer/suggest-wave.ts';
import { playSearch } from '../optimizer/play-search.ts';
import { solves, type TablePart } from './table-model.ts';

/**
 * A whole run without Temporal: the pure pieces that the workflow and its activities are made of, played in order
 * against the table model. Examples are numbers: 0 and up in the trainset, 1000 and up in a validation set of its own.
 */
export interface FreeRunInput {
  readonly settings: RunSettings;
  readonly predictors: number;
  readonly trainset: number;
  readonly valset: number | null;
  /** Decides between the sampler's choice and an equally good one. */
  readonly settle: (wave: WaveInput, suggested: SuggestedTrial) => SuggestedTrial;
}

export interface FreeRun {
  /** By set, then by predictor. */
  readonly demoSets: readonly (readonly PlannedDemo[][])[];
  readonly proposals: readonly (readonly ProposalDraw[])[];
  readonly sizes: RunSizes;
  /** Ids of the validation examples, in the order used. */
  readonly valset: readonly number[];
  /** With the ids each was scored on; null for all. */
  readonly trials: readonly (FinishedTrial & { readonly ids: readonly number[] | null })[];
  readonly best: FinishedTrial;
}

const FIRST_OF_VALSET = 1000;

export function playFreeRun(input: FreeRunInput): FreeRun {
  const { settings, predictors } = input;
  const split = planSplit(settings, { trainset: input.trainset, valset: input.valset });
  const valset = split.val.map((at) => (split.valFrom === 'valset' ? FIRST_OF_VALSET + at : at));
  const sizes = planSizes(settings, {
    predictors,
    trainCount: split.train.length,
    valCount: input.valset ?? valCountOf(input.trainset),
  });
  const draws = planDraws({ settings, sizes, predictors });
  const demoSets = draws.demoSets.map((recipe) =>
    demosOf(recipe, { settings, predictors, train: split.train }),
  );
  const trials = searched(input, { sizes, valset, demoSets });
  const best = bestFullTrial(trials);
  if (best === null) throw new Error('The run scored nothing in full.');
  return { demoSets, proposals: draws.proposals, sizes, valset, trials, best };
}

interface DemoFacts {
  readonly settings: RunSettings;
  readonly predictors: number;
  /** Ids by position. */
  readonly train: readonly number[];
}

function demosOf(recipe: DemoRecipe, { settings, predictors, train }: DemoFacts): PlannedDemo[][] {
  const named = (lists: readonly PlannedDemo[][]) =>
    lists.map((list) => list.map(({ kind, example }) => ({ kind, example: train[example] as number })));
  if (recipe.kind === 'empty') return Array.from({ length: predictors }, () => []);
  const { bootstrapped, labeled: maxLabeled } = demoMaxima(settings);
  const labels = labeledDemos(recipe.order, { predictors, maxLabeled });
  if (recipe.kind === 'labeled')
    return named(labels.map((list) => list.map((example) => ({ kind: 'labeled', example }))));
  const solved = solvedBy(labels, recipe, { settings, train });
  return named(
    assembleDemos({
      order: recipe.order,
      succeeded: solved,
      solved: labels.map(() => solved),
      wanted: bootstrapped,
      maxLabeled,
    }),
  );
}

/** The teacher shows the labeled demos, but never the example it is asked about. */
function solvedBy(
  labels: readonly (readonly number[])[],
  recipe: Extract<DemoRecipe, { kind: 'bootstrapped' }>,
  { settings, train }: Pick<DemoFacts, 'settings' | 'train'>,
): number[] {
  const outcomes = new Map<number, AttemptOutcome>();
  const plan = { ...recipe, maxErrors: settings.maxErrors, outcomes };
  for (let next = nextAttempts(plan); next.length > 0; next = nextAttempts(plan)) {
    for (const position of next) {
      const parts = labels.map((list) => ({
        slot: 0,
        demos: list.filter((demo) => demo !== position).map((demo) => train[demo] as number),
      }));
      outcomes.set(position, solves(parts, train[position] as number) ? 'solved' : 'rejected');
    }
  }
  return recipe.order.filter((position) => outcomes.get(position) === 'solved');
}

interface SearchFacts {
  readonly sizes: RunSizes;
  readonly valset: readonly number[];
  readonly demoSets: readonly (readonly PlannedDemo[][])[];
}

function searched(input: FreeRunInput, { sizes, valset, demoSets }: SearchFacts): FreeRun['trials'] {
  const { settings, predictors, settle } = input;
  const demos = sizes.zeroShot ? 0 : sizes.demoSets;
  const { trials } = playSearch({
    settings,
    sizes,
    settle,
    choiceCounts: Array.from({ length: predictors }, () => ({ instructions: sizes.instructions, demos })),
    defaultChoices: Array.from({ length: predictors }, () => (demos > 0 ? [0, 0] : [0])).flat(),
    scoreOf: (choices, position) =>
      solves(partsOf(choices, sizes.zeroShot ? null : demoSets), valset[position] as number) ? 1 : 0,
  });
  return trials.map(({ minibatch, ...trial }) => ({
    ...trial,
    ids: minibatch?.map((at) => valset[at] as number) ?? null,
  }));
}

function partsOf(choices: readonly number[], demoSets: SearchFacts['demoSets'] | null): TablePart[] {
  if (demoSets === null) return choices.map((slot) => ({ slot, demos: [] }));
  const parts: TablePart[] = [];
  for (let at = 0; at < choices.length; at += 2) {
    const list = demoSets[choices[at + 1] as number]?.[at / 2] ?? [];
    parts.push({ slot: choices[at] as number, demos: list.map(({ example }) => example) });
  }
  return parts;
}
