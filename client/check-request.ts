import type { LoadedTask } from '../activities/dependencies.ts';
import type { UserCode } from '../activities/user-code/user-code.ts';
import type { Budget } from '../domain/budget.ts';
import type { RunSettings } from '../domain/settings.ts';
import { checkModels } from './check-models.ts';
import { checkPlan } from './check-plan.ts';

/**
 * Refuses what cannot work before a server is looked for and before anything is paid: settings, sizes of the data,
 * models, caps, program and metric. The run checks again, since a worker elsewhere may have other code.
 * @throws InvalidRequest
 */
export async function checkRequest(
  task: LoadedTask,
  spec: { readonly settings: RunSettings; readonly budget: Budget },
  userCode: UserCode,
): Promise<void> {
  checkPlan(task, spec.settings);
  checkModels(task, spec.budget);
  const { tryTask } = await import('../workers/try-task.ts');
  await tryTask(task, spec, userCode);
}
