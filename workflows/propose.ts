import type { BootstrappedDemoSet, Description, ProposeInstructionInput } from '../activities/contract.ts';
import type { ArtifactRef } from '../domain/artifact.ts';
import type { Usage } from '../domain/usage.ts';
import {
  bootstrapDemoSet,
  describeDataset,
  describeModule,
  describeProgram,
  proposeInstruction,
} from './activity-proxies.ts';
import { perform } from './perform.ts';
import { addToLedger, contextOf, countStep, patch, prepared, type Run } from './run.ts';
import { together } from './together.ts';

/**
 * Stage 1: demo sets, descriptions and instructions, in parallel wherever nothing orders them. The summary of the data
 * needs no demos, so it runs beside the bootstrapping; proposals wait for both.
 */
export async function propose(run: Run): Promise<void> {
  const { sizes } = prepared(run);
  const [demoSets, datasetDescription] = await together([bootstrapAll(run), summarizeData(run)]);
  const lists = demoSets.map((set) => set.demos);
  const programDescription = await describeWhole(run, lists);
  const instructions = await together(
    prepared(run).predictors.map((_, predictorIndex) =>
      proposeForPredictor(run, { predictorIndex, demoSets: lists, datasetDescription, programDescription }),
    ),
  );
  patch(run, {
    instructions,
    demos: sizes.zeroShot ? [] : byPredictor(lists, prepared(run).predictors.length),
  });
}

async function bootstrapAll(run: Run): Promise<BootstrappedDemoSet[]> {
  const { trainset, sizes } = prepared(run);
  const indices = Array.from(
    { length: sizes.demoSets + (prepared(run).ownDemos ? 1 : 0) },
    (_, index) => index,
  );
  const sets = await together(
    indices.map((setIndex) =>
      step(run, 'demo sets', () =>
        bootstrapDemoSet({ run: contextOf(run), trainset, settings: run.spec.settings, sizes, setIndex }),
      ),
    ),
  );
  noteUnsuccessfulSets(run, sets);
  return sets;
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

async function describeWhole(run: Run, demoSets: DemoLists): Promise<ArtifactRef | null> {
  if (!run.spec.settings.programAwareProposer) return null;
  return (await step(run, 'program description', () => describeProgram({ run: contextOf(run), demoSets })))
    .text;
}

type DemoLists = readonly (readonly ArtifactRef[])[];

interface Knowledge {
  readonly predictorIndex: number;
  readonly demoSets: DemoLists;
  readonly datasetDescription: ArtifactRef | null;
  readonly programDescription: ArtifactRef | null;
}

async function proposeForPredictor(run: Run, knowledge: Knowledge): Promise<ArtifactRef[]> {
  const { sizes } = prepared(run);
  const moduleDescription = await describePart(run, knowledge);
  const input = (slot: number, attempt: number): ProposeInstructionInput => ({
    run: contextOf(run),
    settings: run.spec.settings,
    sizes,
    ...knowledge,
    moduleDescription,
    slot,
    attempt,
  });
  const original = originalInstruction(run, knowledge.predictorIndex);
  const slots = Array.from({ length: sizes.instructions - 1 }, (_, index) => index + 1);
  const first = await together(slots.map((slot) => proposal(run, input(slot, 0))));
  return withoutRepeats(run, [original, ...first], (slot) => input(slot, 1));
}

async function describePart(run: Run, knowledge: Knowledge): Promise<ArtifactRef | null> {
  if (knowledge.programDescription === null) return null;
  const { predictorIndex, demoSets, programDescription } = knowledge;
  const described: Description = await step(run, 'module descriptions', () =>
    describeModule({ run: contextOf(run), demoSets, predictorIndex, programDescription }),
  );
  return described.text;
}

async function proposal(run: Run, input: ProposeInstructionInput): Promise<ArtifactRef> {
  return (await step(run, 'proposals', () => proposeInstruction(input))).instruction;
}

/** A text that equals an earlier one is asked for once more with another tip; a second repeat is kept. */
async function withoutRepeats(
  run: Run,
  texts: readonly ArtifactRef[],
  again: (slot: number) => ProposeInstructionInput,
): Promise<ArtifactRef[]> {
  const isRepeat = (slot: number) => texts.findIndex((text) => text.sha256 === texts[slot]?.sha256) < slot;
  return together(texts.map(async (text, slot) => (isRepeat(slot) ? proposal(run, again(slot)) : text)));
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
