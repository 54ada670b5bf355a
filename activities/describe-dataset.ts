import type { Example } from '../domain/example.ts';
import { Predict } from '../program/predict.ts';
import type { DescribeDatasetInput, Description } from './contract.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { allEnded } from './all-ended.ts';
import { thaw } from './frozen-data.ts';
import { modelWork } from './model-work.ts';
import { describeRows, summarizeObservations } from './proposer/signatures.ts';
import { askPromptModel } from './proposer/ask.ts';
import { asData } from './proposer/as-data.ts';

/** Batches looked at: with the default batch of 10, a hundred examples. */
const BATCHES_AT_MOST = 10;

/** DSPy's temperature for these calls, whatever the proposals use. */
const TEMPERATURE = 1;

/**
 * Two or three sentences about the training data. Differs: the batches are spread over the data and described side by
 * side, not one after the other.
 */
export async function describeDataset(deps: Dependencies, input: DescribeDatasetInput): Promise<Description> {
  const job = { run: input.run, stage: 'propose', model: (task: LoadedTask) => task.promptLm };
  return modelWork(deps, job, async ({ task }) => {
    const examples = (await thaw(deps.artifacts, input.trainset)).map(({ example }) => example);
    const ask = { lm: task.promptLm, temperature: TEMPERATURE };
    const notes = await allEnded(
      batches(examples, input.batchSize).map(async (rows) => {
        const answer = await askPromptModel(ask, new Predict(describeRows), { examples: rowsText(rows) });
        return answer?.observations ?? null;
      }),
    );
    const observations = notes.filter((note) => note !== null).join('\n\n');
    if (observations === '') return { text: null };
    const answer = await askPromptModel(ask, new Predict(summarizeObservations), {
      observations: asData(observations),
    });
    return { text: answer === null ? null : await deps.artifacts.put(answer.summary.trim()) };
  });
}

/** At most ten batches, evenly spread over the data. */
function batches(examples: readonly Example[], size: number): Example[][] {
  const count = Math.ceil(examples.length / size);
  const shown = Math.min(count, BATCHES_AT_MOST);
  return Array.from({ length: shown }, (_, index) => {
    const start = Math.floor((index * count) / shown) * size;
    return examples.slice(start, start + size);
  });
}

function rowsText(rows: readonly Example[]): string {
  return asData(rows.map((row) => JSON.stringify(row.toJSON())).join('\n'));
}
