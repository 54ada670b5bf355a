import type { Example } from '../domain/example.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import { withCallContext } from '../program/call-context.ts';
import type { AnyModule } from '../program/module.ts';
import { isInfrastructure } from './infrastructure.ts';

/** Runs a program on one example, for what the run takes: a bad answer took its time and money, too. */
export async function callProgram(
  { program, lm }: { readonly program: AnyModule; readonly lm: LanguageModel },
  example: Example,
): Promise<void> {
  try {
    await withCallContext({ lm }, () => program.run(example.inputs()));
  } catch (error) {
    if (isInfrastructure(error)) throw error;
  }
}
