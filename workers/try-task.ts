import { createUserCode, refuseSmallBudget, tryMetric, tryProgram } from '../activities/index.ts';
import type { LoadedTask } from '../activities/dependencies.ts';
import type { UserCode } from '../activities/user-code/user-code.ts';
import type { RunSpec } from '../domain/run.ts';

/** Where the code of tasks runs, for a process that tries a task and serves it then; to be closed. */
export function openUserCode(home: string): UserCode {
  return createUserCode({ home });
}

/**
 * The caps weighed, and program and metric tried on the first examples, without a model call.
 * @throws InvalidRequest saying what fails
 */
export async function tryTask(
  task: LoadedTask,
  spec: Pick<RunSpec, 'settings' | 'budget'>,
  code: UserCode,
): Promise<void> {
  refuseSmallBudget(task, spec);
  await tryProgram(code, task);
  await tryMetric(code, task);
}
