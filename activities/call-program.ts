import type { Example } from '../domain/example.ts';
import { withCallContext } from '../program/call-context.ts';
import type { LoadedTask } from './dependencies.ts';
import { isInfrastructure } from './failures.ts';

/** Runs a task's program on one example, for what the run takes: a bad answer took its time and money, too. */
export async function callProgram({ program, lm }: LoadedTask, example: Example): Promise<void> {
  try {
    await withCallContext({ lm }, () => program.run(example.inputs()));
  } catch (error) {
    if (isInfrastructure(error)) throw error;
  }
}
