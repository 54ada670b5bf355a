import { InvalidRequest } from '../domain/errors.ts';
import type { Example } from '../domain/example.ts';
import type { LoadedTask } from './dependencies.ts';
import type { Role, TryFailure, UserCode } from './user-code/user-code.ts';

const EXAMPLES_TRIED = 3;

/**
 * Runs program and teacher on the first examples up to their first model call, which is not sent. One that comes that
 * far with no example can only fail: a misspelt input, a broken step before the first. Then the same with each row
 * whose inputs are named otherwise.
 *
 * @throws InvalidRequest saying how it failed
 */
export async function tryProgram(code: UserCode, task: LoadedTask): Promise<void> {
  await tryRole(code, task, 'program');
  if (task.teacher !== task.program) await tryRole(code, task, 'teacher');
  for (const row of oddRows(task)) await tryRow(code, task, row);
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
async function tryRow(code: UserCode, task: LoadedTask, { set, number, example }: Row): Promise<void> {
  const outcome = await code.reachModel(task, 'program', example);
  if (outcome.kind === 'fine' || !outcome.refused) return;
  throw new InvalidRequest(`Row ${number} of the ${set} does not fit the program. ${outcome.words}`);
}

async function tryRole(code: UserCode, task: LoadedTask, role: Role): Promise<void> {
  const examples = task.trainset.slice(0, EXAMPLES_TRIED);
  let first: TryFailure | undefined;
  for (const example of examples) {
    const outcome = await code.reachModel(task, role, example);
    if (outcome.kind === 'fine') return;
    first ??= outcome;
  }
  throw new InvalidRequest(
    `The ${role} cannot be used: on each of the first ${examples.length} training examples it failed before it asked a model, ` +
      `first with ${first?.words} Run it on one example to see the error, mend it, and start the run again.`,
  );
}
