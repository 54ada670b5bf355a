import { proposalDraw } from '../optimizer/draw-plan.ts';
import { Predict } from '../program/predict.ts';
import type { ProposeInstructionInput, ProposedInstruction } from './contract.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { codeOf, predictorAt, storedText } from './describe-program.ts';
import { thaw } from './frozen-data.ts';
import { modelWork } from './model-work.ts';
import { askPromptModel, type PromptModel } from './proposer/ask.ts';
import { cleanProposal } from './proposer/clean-proposal.ts';
import { moduleText } from './proposer/program-code.ts';
import { proposalSignature, type ProposalInputs } from './proposer/signatures.ts';
import { objectionTo, OBJECTIONS, type Objection } from './proposer/screen-proposal.ts';
import { taskDemosText } from './proposer/task-demos.ts';
import { TIPS } from './proposer/tips.ts';

/**
 * One new instruction for one predictor. One that must not be used is asked for again, with the reason. An unreadable or
 * empty answer, or a second one that must not be used, gives the original instruction again.
 */
export async function proposeInstruction(
  deps: Dependencies,
  input: ProposeInstructionInput,
): Promise<ProposedInstruction> {
  const job = { run: input.run, stage: 'propose', model: (task: LoadedTask) => task.promptLm };
  return modelWork(deps, job, async ({ task }) => {
    const { tip, rollout } = drawFor(input, task);
    const inputs = await proposalInputs(deps, input, { task, tip });
    const ask = (objection?: Objection) =>
      askOnce(
        { lm: task.promptLm, temperature: input.settings.initTemperature, rollout },
        objection === undefined ? inputs : { ...inputs, objection: OBJECTIONS[objection] },
      );
    const original = predictorAt(task, input.predictorIndex).instructions;
    const screen = { rows: await rowsOf(deps, input), known: [original, codeOf(task)] };
    const { text, screened } = await fitProposal(ask, (proposal) => objectionTo(proposal, screen));
    return {
      instruction: await deps.artifacts.put(text === '' ? original : text),
      ...(screened && { screened }),
    };
  });
}

async function askOnce(model: PromptModel, inputs: ProposalInputs): Promise<string> {
  const answer = await askPromptModel(model, new Predict(proposalSignature(inputs)), inputs);
  return cleanProposal(answer?.['proposed_instruction'] ?? '');
}

/** Asks at most twice; the text is empty when neither was fit. */
async function fitProposal(
  ask: (objection?: Objection) => Promise<string>,
  objectionOf: (text: string) => Objection | null,
): Promise<{ text: string; screened?: ProposedInstruction['screened'] }> {
  const first = await ask();
  const objection = objectionOf(first);
  if (objection === null) return { text: first };
  const second = await ask(objection);
  const skipped = second === '' || objectionOf(second) !== null;
  return { text: skipped ? '' : second, screened: { objection, skipped } };
}

async function rowsOf(deps: Dependencies, { trainset }: ProposeInstructionInput) {
  if (trainset === undefined) return [];
  return (await thaw(deps.artifacts, trainset)).map(({ example }) => example);
}

function drawFor(
  { settings, sizes, predictorIndex, slot, attempt }: ProposeInstructionInput,
  task: LoadedTask,
) {
  const predictors = task.program.predictors().length;
  const { tip, rolloutId } = proposalDraw(
    { settings, sizes, predictors },
    { predictor: predictorIndex, slot, attempt },
  );
  return { tip: TIPS[tip], rollout: rolloutId };
}

async function proposalInputs(
  deps: Dependencies,
  input: ProposeInstructionInput,
  { task, tip }: { task: LoadedTask; tip: string },
): Promise<ProposalInputs> {
  const { demoSets, predictorIndex, slot, settings } = input;
  const predictor = predictorAt(task, predictorIndex);
  const search = {
    artifacts: deps.artifacts,
    demoSets: settings.fewshotAwareProposer ? demoSets : [],
    predictorIndex,
    signature: predictor.signature,
  };
  return {
    ...(input.datasetDescription !== null && {
      dataset_description: await storedText(deps, input.datasetDescription),
    }),
    ...(settings.programAwareProposer && {
      program_code: codeOf(task),
      program_description: await storedText(deps, input.programDescription),
      module: moduleText(predictor),
      module_description: await storedText(deps, input.moduleDescription),
    }),
    task_demos: await taskDemosText(search, slot),
    basic_instruction: predictor.instructions,
    ...(tip !== '' && { tip }),
  };
}
