import type { ArtifactRef } from '../domain/artifact.ts';
import { Predict } from '../program/predict.ts';
import type { DescribeModuleInput, DescribeProgramInput, Description } from './contract.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { modelWork } from './model-work.ts';
import { askPromptModel } from './proposer/ask.ts';
import { asData } from './proposer/as-data.ts';
import { moduleText, programCode } from './proposer/program-code.ts';
import { describeOneModule, describeWholeProgram } from './proposer/signatures.ts';
import { taskDemosText } from './proposer/task-demos.ts';

/** Descriptions are made once and used by all proposals, so they need no variety. */
const TEMPERATURE = 0;

const promptModel = (task: LoadedTask) => task.promptLm;

/** What the program is for. Differs: once for the whole run, not once per proposal. */
export async function describeProgram(deps: Dependencies, input: DescribeProgramInput): Promise<Description> {
  return modelWork(deps, { run: input.run, stage: 'propose', model: promptModel }, async ({ task }) => {
    const answer = await askPromptModel(
      { lm: task.promptLm, temperature: TEMPERATURE },
      new Predict(describeWholeProgram),
      {
        program_code: codeOf(task),
        program_example: await demosText(deps, task, { ...input, predictorIndex: 0 }),
      },
    );
    return { text: answer === null ? null : await deps.artifacts.put(answer.program_description.trim()) };
  });
}

/** What one predictor contributes. Differs: once per predictor, not once per proposal. */
export async function describeModule(deps: Dependencies, input: DescribeModuleInput): Promise<Description> {
  return modelWork(deps, { run: input.run, stage: 'propose', model: promptModel }, async ({ task }) => {
    const answer = await askPromptModel(
      { lm: task.promptLm, temperature: TEMPERATURE },
      new Predict(describeOneModule),
      {
        program_code: codeOf(task),
        program_example: await demosText(deps, task, input),
        program_description: await storedText(deps, input.programDescription),
        module: moduleText(predictorAt(task, input.predictorIndex)),
      },
    );
    return { text: answer === null ? null : await deps.artifacts.put(answer.module_description.trim()) };
  });
}

export function codeOf(task: LoadedTask): string {
  return task.programDescription ?? programCode(task.program);
}

export function predictorAt(task: LoadedTask, index: number): Predict {
  const entry = task.program.predictors()[index];
  if (entry === undefined) throw new Error(`The program has no predictor number ${index}.`);
  return entry[1];
}

/** Said where a description is missing, so that the field's place is kept. */
const NOT_AVAILABLE = 'Not available.';

/** What a model wrote about rows. */
export async function storedText(deps: Dependencies, ref: ArtifactRef | null): Promise<string> {
  return ref === null ? NOT_AVAILABLE : asData((await deps.artifacts.get(ref)) as string);
}

function demosText(
  deps: Dependencies,
  task: LoadedTask,
  input: { demoSets: DescribeProgramInput['demoSets']; predictorIndex: number },
) {
  const { demoSets, predictorIndex } = input;
  const { signature } = predictorAt(task, predictorIndex);
  return taskDemosText({ artifacts: deps.artifacts, demoSets, predictorIndex, signature }, 0);
}
