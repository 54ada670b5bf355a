import { tryMetric, tryProgram } from '../activities/index.ts';
import type { LoadedTask } from '../activities/dependencies.ts';

/** Program and metric tried on the first examples, without a model call. @throws InvalidRequest saying what fails */
export async function tryTask(task: LoadedTask): Promise<void> {
  await tryProgram(task);
  await tryMetric(task);
}
