import type {
  BootstrappedDemoSet,
  Description,
  ProposedInstruction,
  ProposeInstructionInput,
} from '../activities/contract.ts';
import type { ArtifactRef } from '../domain/artifact.ts';
import type { Usage } from '../domain/usage.ts';
import {
  bootstrapDemoSet,
  describeDataset,
  describeModule,
  describeProgram,
  proposeInstruction,
} from './activity-proxies.ts';
import { DEMOS_SHOWN } from '../optimizer/demo-plan.ts';
import { perform } from './perform.ts';
import { addToLedger, contextOf, countStep, patch, prepared, type Run } from './run.ts';
import { proposalNotes } from './proposal-notes.ts';
import { together } from './together.ts';

/**
 * Stage 1: demo sets, descriptions and instructions, in parallel wherever nothing orders them. The summary of the data
 * needs no demos, so it runs beside the bootstrapping; what the program does is described as soon as there are enough
 * demos to show; proposals wait for all three.
 */
export async function propose(run: Run): Promise<void> {
  const { sizes } = prepared(run);
  const inMaking = startDemoSets(run);
  const [sets, datasetDescription, descriptions] = await together([
    together(inMaking),
    summarizeData(run),
    describeAll(run, inMaking),
  ]);
  noteUnsuccessfulSets(run, sets);
  const lists = sets.map((set) => set.demos);
  const proposed = await together(
    descriptions.modules.map((moduleDescription, predictorIndex) =>
      proposeForPredictor(run, {
        predictorIndex,
        demoSets: lists,
        datasetDescription,
        programDescription: descriptions.program,
        moduleDescription,
      }),
    ),
  );
  patch(run, {
    notes: [...run.state.notes, ...notesOf(proposed)],
    instructions: proposed.map(({ instructions }) => instructions),
    demos: sizes.zeroShot ? [] : byPredictor(lists, prepared(run).predictors.length),
  });
}

function startDemoSets(run: Run): Promise<BootstrappedDemoSet>[] {
  const { trainset, sizes } = prepared(run);
  const indices = Array.from(
    { length: sizes.demoSets + (prepared(run).ownDemos ? 1 : 0) },
    (_, index) => index,
  );
  return indices.map((setIndex) =>
    step(run, 'demo sets', () =>
      bootstrapDemoSet({ run: contextOf(run), trainset, settings: run.spec.settings, sizes, setIndex }),
    ),
  );
}

function noteUnsuccessfulSets(run: Run, sets: readonly BootstrappedDemoSet[]): void {
  const bootstrapped = sets.filter((set) => set.bootstrapped > 0).length;
  const errors = sets.reduce((sum, set) => sum + set.errors, 0);
  const notes: string[] = [];
  if (bootstrapped === 0) {
    notes.push(
      'No training example was answered well enough to become a demonstration: the demo sets hold labeled examples only.',
    );
  }
  if (errors > 0) notes.push(`${errors} program or metric errors while bootstrapping demonstrations.`);
  patch(run, { notes: [...run.state.notes, ...notes] });
}

async function summarizeData(run: Run): Promise<ArtifactRef | null> {
  const { dataAwareProposer, viewDataBatchSize } = run.spec.settings;
  if (!dataAwareProposer) return null;
  const { trainset } = prepared(run);
  const described = await step(run, 'data summary', () =>
    describeDataset({ run: contextOf(run), trainset, batchSize: viewDataBatchSize }),
  );
  return described.text;
}

interface Descriptions {
  readonly program: ArtifactRef | null;
  /** One per predictor. */
  readonly modules: readonly (ArtifactRef | null)[];
}

async function describeAll(
  run: Run,
  inMaking: readonly Promise<BootstrappedDemoSet>[],
): Promise<Descriptions> {
  const { predictors } = prepared(run);
  if (!run.spec.settings.programAwareProposer) return { program: null, modules: predictors.map(() => null) };
  const demoSets = await enoughToShow(inMaking);
  const program = await describeWhole(run, demoSets);
  const modules = await together(
    predictors.map((_, predictorIndex) => describePart(run, { demoSets, predictorIndex, program })),
  );
  return { program, modules };
}

/**
 * The first sets, as many as hold the demos that a description shows, which are always the first; all sets when they
 * hold fewer. Which sets these are depends on what is in them, never on when they were done.
 */
async function enoughToShow(inMaking: readonly Promise<BootstrappedDemoSet>[]): Promise<DemoLists> {
  const first: (readonly ArtifactRef[])[] = [];
  let demos = 0;
  for (const set of inMaking) {
    const made = await set;
    first.push(made.demos);
    demos += made.bootstrappedOfEach;
    if (demos >= DEMOS_SHOWN) break;
  }
  return first;
}

async function describeWhole(run: Run, demoSets: DemoLists): Promise<ArtifactRef | null> {
  return (await step(run, 'program description', () => describeProgram({ run: contextOf(run), demoSets })))
    .text;
}

type DemoLists = readonly (readonly ArtifactRef[])[];

interface Knowledge {
  readonly predictorIndex: number;
  readonly demoSets: DemoLists;
  readonly datasetDescription: ArtifactRef | null;
  readonly programDescription: ArtifactRef | null;
  readonly moduleDescription: ArtifactRef | null;
}

/** One predictor's instructions, and how they came about. */
interface Proposed {
  readonly instructions: readonly ArtifactRef[];
  readonly answers: readonly ProposedInstruction[];
  readonly repeats: { readonly asked: number; readonly kept: number };
}

function notesOf(all: readonly Proposed[]): string[] {
  const sum = (count: 'asked' | 'kept') => all.reduce((total, { repeats }) => total + repeats[count], 0);
  return proposalNotes(
    all.flatMap(({ answers }) => answers),
    { asked: sum('asked'), kept: sum('kept') },
  );
}

async function proposeForPredictor(run: Run, knowledge: Knowledge): Promise<Proposed> {
  const { sizes, trainset } = prepared(run);
  const input = (slot: number, attempt: number): ProposeInstructionInput => ({
    run: contextOf(run),
    settings: run.spec.settings,
    sizes,
    ...knowledge,
    trainset,
    slot,
    attempt,
  });
  const original = originalInstruction(run, knowledge.predictorIndex);
  const slots = Array.from({ length: sizes.instructions - 1 }, (_, index) => index + 1);
  const first = await together(slots.map((slot) => proposal(run, input(slot, 0))));
  const texts = [original, ...first.map(({ instruction }) => instruction)];
  const repeats = texts.map((_, slot) => slot).filter((slot) => isRepeat(texts, slot));
  const again = await together(repeats.map((slot) => proposal(run, input(slot, 1))));
  const instructions = texts.map((text, slot) => again[repeats.indexOf(slot)]?.instruction ?? text);
  return {
    instructions,
    answers: [...first, ...again],
    repeats: { asked: repeats.length, kept: repeats.filter((slot) => isRepeat(instructions, slot)).length },
  };
}

async function describePart(
  run: Run,
  {
    demoSets,
    predictorIndex,
    program,
  }: { demoSets: DemoLists; predictorIndex: number; program: ArtifactRef | null },
): Promise<ArtifactRef | null> {
  if (program === null) return null;
  const described: Description = await step(run, 'module descriptions', () =>
    describeModule({ run: contextOf(run), demoSets, predictorIndex, programDescription: program }),
  );
  return described.text;
}

function proposal(run: Run, input: ProposeInstructionInput): Promise<ProposedInstruction> {
  return step(run, 'proposals', () => proposeInstruction(input));
}

/** A text that equals an earlier one is asked for once more with another tip; a second repeat is kept. */
function isRepeat(texts: readonly ArtifactRef[], slot: number): boolean {
  return texts.findIndex((text) => text.sha256 === texts[slot]?.sha256) < slot;
}

function originalInstruction(run: Run, predictorIndex: number): ArtifactRef {
  const original = prepared(run).originalInstructions[predictorIndex];
  if (original === undefined) throw new Error(`Predictor ${predictorIndex} has no original instruction.`);
  return original;
}

/** Counts the step, keeps its usage, and drops it when the run is told to stop. */
async function step<T extends { readonly usage: Usage }>(
  run: Run,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  countStep(run, name, { total: 1 });
  const result = await perform(run, work, 'optional');
  addToLedger(run, result.usage);
  countStep(run, name, { done: 1 });
  return result;
}

/** Turns one list per (set, predictor) into one table per predictor. */
function byPredictor(sets: DemoLists, predictorCount: number): ArtifactRef[][] {
  return Array.from({ length: predictorCount }, (_, predictor) =>
    sets.map((lists) => {
      const list = lists[predictor];
      if (list === undefined) throw new Error(`A demo set has no list for predictor ${predictor}.`);
      return list;
    }),
  );
}
