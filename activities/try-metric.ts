import { InvalidRequest } from '../domain/errors.ts';
import { withCallScope } from '../lm/call-scope.ts';
import { isCallNotSent } from '../lm/errors.ts';
import { toScore } from '../metrics/metric-value.ts';
import type { Example } from '../domain/example.ts';
import { kindOfError } from './kind-of-error.ts';
import type { LoadedTask } from './dependencies.ts';

const EXAMPLES_TRIED = 3;

/**
 * Tries the metric on the first examples with their own labels as the prediction: a metric that cannot judge the right
 * answer would spoil the whole run. Sends no model call: a judge's verdict is not asked for. Left out when the labels
 * do not hold every field the program answers with, since the metric may read those.
 *
 * @throws InvalidRequest naming the row and what came
 */
export async function tryMetric(task: LoadedTask): Promise<void> {
  const tried = [...task.trainset, ...(task.valset ?? [])].slice(0, EXAMPLES_TRIED);
  for (const [index, example] of tried.entries()) await tryOne(task, example, index + 1);
}

async function tryOne({ metric, program }: LoadedTask, example: Example, row: number): Promise<void> {
  const labels = example.labels();
  const outputs = program.predictors().at(-1)?.[1].signature.outputs ?? [];
  if (!outputs.every(({ name }) => name === 'reasoning' || name in labels)) return;
  const noCalls = AbortSignal.abort();
  try {
    toScore(await withCallScope({ signal: noCalls }, async () => metric(example, labels as never)));
  } catch (error) {
    if (isCallNotSent(error)) return;
    throw new InvalidRequest(
      `The metric cannot be used: on training example ${row}, given the example's own labels as the answer, it failed with ${kindOfError(error)} ` +
        'Make it return true, false or a number from 0 to 1 for every example.',
    );
  }
}
