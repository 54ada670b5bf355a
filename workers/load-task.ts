import { dirname, isAbsolute, join } from 'node:path';
import type { LoadedTask } from '../activities/dependencies.ts';
import { fingerprintCode, toNightlyOptions } from '../activities/index.ts';
import { DatasetUnreadable, InvalidRequest } from '../domain/errors.ts';
import { codePlace } from '../program/code-place.ts';
import { configuredDefaults } from '../program/configure.ts';
import type { Example } from '../domain/example.ts';
import { isModule } from '../program/module-kind.ts';
import type { AnyModule } from '../program/module.ts';
import type { ExampleSource, TaskDefinition } from '../program/task.ts';
import { loadExamples } from '../stores/load-examples.ts';
import { codePlaceOf } from './code-place-of.ts';
import { fingerprintTask } from './fingerprint-task.ts';

/** A definition and where its relative paths start: the folder of the task's file. */
export interface TaskSource {
  readonly task: TaskDefinition;
  readonly baseDir: string;
  /** The file whose default export is the task; with it program and metric can run in a process of their own. */
  readonly file?: string;
}

/**
 * Resolves a task: program made, data read, models chosen, everything fingerprinted. No model is called.
 * @throws InvalidRequest, DatasetUnreadable
 */
export async function loadTask({ task, baseDir, file }: TaskSource): Promise<LoadedTask> {
  const program = makeProgram(task, 'program');
  const lm = task.lm ?? configuredDefaults().lm;
  if (lm === undefined) throw noModel(task.name);
  const teacherLm = task.teacherLm ?? lm;
  const read = (source: ExampleSource | undefined, set: string) =>
    readExamples({ task, baseDir }, source, set);
  const data = {
    trainset: (await read(task.trainset, 'trainset')) ?? [],
    valset: await read(task.valset, 'valset'),
    testset: await read(task.testset, 'testset'),
  };
  const models = { lm, teacherLm, promptLm: task.promptModel ?? teacherLm };
  const loaded = {
    name: task.name,
    program,
    teacher: task.teacher === undefined ? program : makeProgram(task, 'teacher'),
    metric: task.metric,
    programDescription: task.programDescription ?? null,
    nightly: toNightlyOptions(task),
    ...models,
    ...data,
  };
  const place = codePlaceOf(task, file, fingerprintCode(loaded, task.version));
  return { ...loaded, place, fingerprint: fingerprintTask(loaded, task.version) };
}

/** @throws InvalidRequest when the factory throws or gives something else */
function makeProgram(task: TaskDefinition, kind: 'program' | 'teacher'): AnyModule {
  let made: unknown;
  try {
    made = task[kind]?.();
  } catch (error) {
    throw new InvalidRequest(`The ${kind} of the task ${task.name} cannot be made: ${inWords(error)}`, {
      cause: error,
    });
  }
  if (isModule(made)) return made;
  const what = made instanceof Promise ? 'a promise: it must not be async' : `a value of type ${typeof made}`;
  throw new InvalidRequest(
    `${kind}() of the task ${task.name} must return a Predict, a ChainOfThought or a subclass of Module; it returned ${what}.`,
  );
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = codePlace(error);
  return `${error.name}: ${error.message}${place === '' ? '' : ` (${place})`}`;
}

/** Rows and addresses of databases must get neither into history nor into a log. */
function withoutWords(error: unknown): string {
  const place = codePlace(error);
  const kind = error instanceof Error ? error.name : typeof error;
  return place === '' ? kind : `${kind} at ${place}`;
}

function noModel(task: string): InvalidRequest {
  return new InvalidRequest(
    `The task ${task} has no model. Give it one (defineTask({ lm: new LM('openai/gpt-4o-mini') })) or call configure({ lm }) first.`,
  );
}

async function readExamples(
  { task, baseDir }: TaskSource,
  source: ExampleSource | undefined,
  set: string,
): Promise<readonly Example[] | null> {
  if (source === undefined) return null;
  if (typeof source === 'string') return readFile({ task, baseDir }, source, set);
  const examples = typeof source === 'function' ? await makeExamples(task, source, set) : source;
  if (!Array.isArray(examples)) {
    throw new InvalidRequest(
      `The ${set} of the task ${task.name} must be a path, a list of examples or a function that gives one; got ${typeof examples}.`,
    );
  }
  return (examples as readonly Example[]).map((example, index) =>
    withKnownInputs(task, example, `${set}, example ${index + 1}`),
  );
}

/** @throws DatasetUnreadable when the user's function throws */
async function makeExamples(
  { name }: TaskDefinition,
  source: () => Promise<readonly Example[]> | readonly Example[],
  set: string,
): Promise<readonly Example[]> {
  try {
    return await source();
  } catch (error) {
    if (error instanceof Error && ['InvalidRequest', 'DatasetUnreadable'].includes(error.name)) throw error;
    throw new DatasetUnreadable(
      `The ${set} of the task ${name} cannot be made: ${withoutWords(error)}. ` +
        'What the error says is left out, since it may quote rows: call the function by itself to see it.',
      { cause: error },
    );
  }
}

function readFile({ task, baseDir }: TaskSource, path: string, set: string): Promise<readonly Example[]> {
  if (task.inputs === undefined) {
    throw new InvalidRequest(
      `The ${set} of task ${task.name} is a file, so the task must name the input fields: inputs: ['question'].`,
    );
  }
  return loadExamples(isAbsolute(path) ? path : join(baseDir, path), { inputs: [...task.inputs] });
}

/** @throws InvalidRequest when neither the example nor the task says which fields are inputs */
function withKnownInputs({ inputs }: TaskDefinition, example: Example, where: string): Example {
  // By its methods: class identity does not survive two copies of a package.
  if (typeof example?.inputs !== 'function' || typeof example.withInputs !== 'function') {
    throw new InvalidRequest(
      `${where} is no Example. Make each with new Example({ question, answer }).withInputs('question').`,
    );
  }
  try {
    example.inputs();
    return example;
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    if (inputs !== undefined) return example.withInputs(...inputs);
    throw new InvalidRequest(
      `${where} does not say which of its fields are inputs. Call example.withInputs('question'), or give the task inputs: ['question'].`,
    );
  }
}

/** The folder that relative data paths of a task file start from. */
export function baseDirOf(taskFile: string): string {
  return dirname(taskFile);
}
