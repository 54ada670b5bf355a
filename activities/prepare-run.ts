import type { PreparedRun } from '../domain/run.ts';
import { checkData, checkSettings } from '../optimizer/check-settings.ts';
import type { Split } from '../optimizer/split.ts';
import type { Example } from '../domain/example.ts';
import type { PrepareRunInput } from './contract.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { freeze } from './frozen-data.ts';
import { plannedSizes } from './planned-sizes.ts';
import { refuseSmallBudget } from './refuse-small-budget.ts';
import { registeredTask } from './require-task.ts';
import { tryMetric } from './try-metric.ts';
import { tryProgram } from './try-program.ts';

/**
 * Checks all that can be checked without a model call, splits and freezes the data, and plans the sizes.
 *
 * @throws InvalidRequest, DatasetUnreadable; NotRegistered, which is retryable
 */
export async function prepareRun(deps: Dependencies, { spec }: PrepareRunInput): Promise<PreparedRun> {
  const task = await registeredTask(deps, spec.task, spec.variant);
  return prepare(deps, task, spec);
}

async function prepare(
  deps: Dependencies,
  task: LoadedTask,
  { settings, budget }: PrepareRunInput['spec'],
): Promise<PreparedRun> {
  const predictors = task.program.predictors();
  checkSettings(settings, { predictors: predictors.length });
  checkData(settings, { trainset: task.trainset.length, valset: task.valset?.length ?? null });
  refuseSmallBudget(task, { settings, budget });
  await tryProgram(deps.userCode, task);
  await tryMetric(deps.userCode, task);
  const { split, sizes } = plannedSizes(task, settings);
  const { train, val } = listsOf(task, split);
  return {
    fingerprint: task.fingerprint,
    predictors: predictors.map(([name]) => name),
    originalInstructions: await Promise.all(
      predictors.map(([, predict]) => deps.artifacts.put(predict.instructions)),
    ),
    trainset: await freeze(deps.artifacts, train),
    valset: await freeze(deps.artifacts, val),
    testset: task.testset === null ? null : await freeze(deps.artifacts, task.testset),
    sizes,
    ownDemos: predictors.some(([, predict]) => predict.demos.length > 0),
  };
}

function listsOf(task: LoadedTask, split: Split): { train: Example[]; val: Example[] } {
  const valSource = split.valFrom === 'valset' ? (task.valset ?? []) : task.trainset;
  return { train: at(task.trainset, split.train), val: at(valSource, split.val) };
}

function at(examples: readonly Example[], positions: readonly number[]): Example[] {
  return positions.flatMap((position) => examples[position] ?? []);
}
