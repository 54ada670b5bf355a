import type { Fingerprint } from '../domain/run.ts';
import type { FitVariantInput } from './contract-of-nights.ts';
import type { Dependencies } from './dependencies.ts';
import { registeredTask } from './require-task.ts';

/** The fingerprint of a task with another program, data or metric. @throws InvalidRequest when the program does not fit */
export async function fitVariant(
  deps: Dependencies,
  { task, variant }: FitVariantInput,
): Promise<Fingerprint> {
  return (await registeredTask(deps, task, variant)).fingerprint;
}
