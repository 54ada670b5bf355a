import type { Fingerprint } from '../domain/run.ts';
import type { FitVariantInput } from './contract-of-nights.ts';
import type { Dependencies } from './dependencies.ts';
import { refuseOtherCode, registeredTask } from './require-task.ts';

/**
 * The fingerprint of a task with another program, data or metric.
 * @throws InvalidRequest when the program does not fit; TaskChanged when the code is not what the night began with
 */
export async function fitVariant(
  deps: Dependencies,
  { task, variant, code }: FitVariantInput,
): Promise<Fingerprint> {
  refuseOtherCode(await registeredTask(deps, task), code);
  return (await registeredTask(deps, task, variant)).fingerprint;
}
