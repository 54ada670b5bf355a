import { InvalidRequest } from '../domain/errors.ts';
import type { Example } from '../domain/example.ts';
import { withCallScope } from '../lm/call-scope.ts';
import { CallNotSent, isCallNotSent } from '../lm/errors.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import { withCallContext } from '../program/call-context.ts';
import type { AnyModule } from '../program/module.ts';
import type { LoadedTask } from './dependencies.ts';

const EXAMPLES_TRIED = 3;

/**
 * Runs program and teacher on the first examples up to their first model call, which is not sent. One that comes that
 * far with no example can only fail: a misspelt input, a broken step before the first.
 *
 * @throws InvalidRequest saying how it failed
 */
export async function tryProgram(task: LoadedTask): Promise<void> {
  const examples = task.trainset.slice(0, EXAMPLES_TRIED);
  await tryOne('program', task.program, examples);
  if (task.teacher !== task.program) await tryOne('teacher', task.teacher, examples);
}

async function tryOne(what: string, program: AnyModule, examples: readonly Example[]): Promise<void> {
  let firstError: unknown;
  for (const example of examples) {
    const outcome = await firstCall(program, example);
    if (outcome === 'reached') return;
    firstError ??= outcome.error;
  }
  throw new InvalidRequest(
    `The ${what} cannot be used: on each of the first ${examples.length} training examples it failed before it asked a model, ` +
      `first with ${describe(firstError)} Run it on one example to see the error, mend it, and start the run again.`,
  );
}

async function firstCall(program: AnyModule, example: Example): Promise<'reached' | { error: unknown }> {
  let asked = false;
  const lm = silentModel(() => {
    asked = true;
  });
  try {
    // Predictors with a model of their own do not ask `lm`; the signal keeps their calls from being sent.
    await withCallScope({ signal: AbortSignal.abort() }, () =>
      withCallContext({ lm }, () => program.run(example.inputs())),
    );
    return 'reached';
  } catch (error) {
    return asked || causedByCall(error) ? 'reached' : { error };
  }
}

function silentModel(onAsked: () => void): LanguageModel {
  const model: LanguageModel = {
    id: 'none/tried-only',
    parameters: {},
    complete: () => {
      onAsked();
      return Promise.reject(new CallNotSent());
    },
    with: () => model,
  };
  return model;
}

function causedByCall(error: unknown): boolean {
  if (isCallNotSent(error)) return true;
  return error instanceof Error && error.cause !== undefined && causedByCall(error.cause);
}

/** Our own messages are safe to show; a user's error may quote the example, so only its kind is. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is not an Error.';
  return error.name === 'InvalidRequest' ? error.message : `${error.name}.`;
}
