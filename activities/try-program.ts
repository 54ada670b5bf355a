import { InvalidRequest } from '../domain/errors.ts';
import type { Example } from '../domain/example.ts';
import { withCallScope } from '../lm/call-scope.ts';
import { CallNotSent, isCallNotSent } from '../lm/errors.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import { withCallContext } from '../program/call-context.ts';
import type { AnyModule } from '../program/module.ts';
import type { LoadedTask } from './dependencies.ts';
import { kindOfError } from './kind-of-error.ts';

const EXAMPLES_TRIED = 3;

/**
 * Runs program and teacher on the first examples up to their first model call, which is not sent. One that comes that
 * far with no example can only fail: a misspelt input, a broken step before the first. Then the same with each row
 * whose inputs are named otherwise.
 *
 * @throws InvalidRequest saying how it failed
 */
export async function tryProgram(task: LoadedTask): Promise<void> {
  const examples = task.trainset.slice(0, EXAMPLES_TRIED);
  await tryOne('program', task.program, examples);
  if (task.teacher !== task.program) await tryOne('teacher', task.teacher, examples);
  for (const row of oddRows(task)) await tryRow(task, row);
}

interface Row {
  readonly set: string;
  readonly number: number;
  readonly example: Example;
}

/** The first row of each further kind: with other inputs than the first row of all, as after a slip of the pen. */
function oddRows({ trainset, valset, testset }: LoadedTask): Row[] {
  const sets = { trainset, valset: valset ?? [], testset: testset ?? [] };
  const rows = Object.entries(sets).flatMap(([set, examples]) =>
    examples.map((example, index) => ({ set, number: index + 1, example })),
  );
  const firstOfKind = new Map<string, Row>();
  for (const row of rows) {
    const kind = inputNames(row.example);
    if (!firstOfKind.has(kind)) firstOfKind.set(kind, row);
  }
  return [...firstOfKind.values()].slice(1);
}

function inputNames(example: Example): string {
  const given = Object.entries(example.inputs()).filter(([, value]) => value !== undefined);
  return JSON.stringify(given.map(([name]) => name).toSorted());
}

/** Refused only when the program says that the inputs do not fit: any other error is the business of the scoring. */
async function tryRow({ program }: LoadedTask, { set, number, example }: Row): Promise<void> {
  const outcome = await firstCall(program, example);
  if (outcome === 'reached' || !(outcome.error instanceof Error)) return;
  if (outcome.error.name !== 'InvalidRequest') return;
  throw new InvalidRequest(`Row ${number} of the ${set} does not fit the program. ${outcome.error.message}`);
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
      `first with ${kindOfError(firstError)} Run it on one example to see the error, mend it, and start the run again.`,
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
