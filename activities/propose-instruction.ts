import { proposalDraw } from '../optimizer/draw-plan.ts';
import { Predict } from '../program/predict.ts';
import type { ProposeInstructionInput, ProposedInstruction } from './contract.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { codeOf, predictorAt, storedText } from './describe-program.ts';
import { modelWork } from './model-work.ts';
import { askPromptModel } from './proposer/ask.ts';
import { cleanProposal } from './proposer/clean-proposal.ts';
import { moduleText } from './proposer/program-code.ts';
import { proposalSignature, type ProposalInputs } from './proposer/signatures.ts';
import { taskDemosText } from './proposer/task-demos.ts';
import { TIPS } from './proposer/tips.ts';

/** One new instruction for one predictor. An unreadable or empty answer gives the original instruction again. */
export async function proposeInstruction(
  deps: Dependencies,
  input: ProposeInstructionInput,
): Promise<ProposedInstruction> {
  const job = { run: input.run, stage: 'propose', model: (task: LoadedTask) => task.promptLm };
  return modelWork(deps, job, async ({ task }) => {
    const { tip, rollout } = drawFor(input, task);
    const inputs = await proposalInputs(deps, input, { task, tip });
    const answer = await askPromptModel(
      { lm: task.promptLm, temperature: input.settings.initTemperature, rollout },
      new Predict(proposalSignature(inputs)),
      inputs,
    );
    const text = cleanProposal(answer?.['proposed_instruction'] ?? '');
    return {
      instruction: await deps.artifacts.put(
        text === '' ? predictorAt(task, input.predictorIndex).instructions : text,
      ),
    };
  });
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
