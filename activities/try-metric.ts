import { InvalidRequest } from '../domain/errors.ts';
import type { Example } from '../domain/example.ts';
import type { LoadedTask } from './dependencies.ts';
import type { UserCode } from './user-code/user-code.ts';

const EXAMPLES_TRIED = 3;

/**
 * Tries the metric on the first examples with their own labels as the prediction: a metric that cannot judge the right
 * answer would spoil the whole run. Sends no model call: a judge's verdict is not asked for. Left out when the labels
 * do not hold every field the program answers with, since the metric may read those.
 *
 * @throws InvalidRequest naming the row and what came
 */
export async function tryMetric(code: UserCode, task: LoadedTask): Promise<void> {
  const tried = [...task.trainset, ...(task.valset ?? [])].slice(0, EXAMPLES_TRIED);
  for (const [index, example] of tried.entries()) {
    if (hasAnswer(task, example)) await tryOne(code, task, { example, row: index + 1 });
  }
}

function hasAnswer({ program }: LoadedTask, example: Example): boolean {
  const labels = example.labels();
  const outputs = program.predictors().at(-1)?.[1].signature.outputs ?? [];
  return outputs.every(({ name }) => name === 'reasoning' || name in labels);
}

async function tryOne(
  code: UserCode,
  task: LoadedTask,
  { example, row }: { example: Example; row: number },
): Promise<void> {
  const outcome = await code.judgeLabels(task, example);
  if (outcome.kind === 'fine') return;
  throw new InvalidRequest(
    `The metric cannot be used: on training example ${row}, given the example's own labels as the answer, it failed with ${outcome.words} ` +
      'Make it return true, false or a number from 0 to 1 for every example.',
  );
}
