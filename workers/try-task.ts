import { refuseSmallBudget, tryMetric, tryProgram } from '../activities/index.ts';
import type { LoadedTask } from '../activities/dependencies.ts';
import type { RunSpec } from '../domain/run.ts';

/**
 * The caps weighed, and program and metric tried on the first examples, without a model call.
 * @throws InvalidRequest saying what fails
 */
export async function tryTask(task: LoadedTask, spec: Pick<RunSpec, 'settings' | 'budget'>): Promise<void> {
  refuseSmallBudget(task, spec);
  await tryProgram(task);
  await tryMetric(task);
}
