import { InvalidRequest } from '../domain/errors.ts';
import { refuseUnknownNames } from '../domain/known-names.ts';
import { TASK_DEFAULT_NAMES, type TaskDefaults } from '../domain/optimizer-options.ts';
import { USER_CODE_OPTION_NAMES, type UserCodeOptions } from '../domain/user-code-options.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import type { Example } from '../domain/example.ts';
import type { Metric } from '../metrics/metric.ts';
import type { AnyModule } from './module.ts';
import { checkNightlyNames, type NightlyDefinition } from './nightly.ts';

/** Where examples come from: a path (relative to the task's file), a list, or a function that makes one. */
export type ExampleSource =
  string | readonly Example[] | (() => Promise<readonly Example[]> | readonly Example[]);

/**
 * What a worker can optimize: code and data under a name. Only the name crosses Temporal.
 */
export interface TaskDefinition {
  /** Lower-case letters, digits and dashes; at most 64 characters. */
  readonly name: string;
  /** Makes the program. Called once per process: candidates are laid over it, never copied into it. */
  readonly program: () => AnyModule;
  readonly metric: Metric;
  readonly trainset: ExampleSource;
  /** @defaultValue four fifths of the training set */
  readonly valset?: ExampleSource;
  /** Scored before and after, once each; never used by the search. */
  readonly testset?: ExampleSource;
  /** Names of the input fields, for data loaded from files. */
  readonly inputs?: readonly string[];
  /** Runs the program. @defaultValue the model given to `configure` */
  readonly lm?: LanguageModel;
  /** Writes instructions. @defaultValue the teacher's model, else `lm` */
  readonly promptModel?: LanguageModel;
  /** Program that makes demonstrations. @defaultValue the program itself */
  readonly teacher?: () => AnyModule;
  /** Model that runs the teacher. @defaultValue `lm` */
  readonly teacherLm?: LanguageModel;
  /** What the program is for, shown to the model that writes instructions. @defaultValue its signatures and source */
  readonly programDescription?: string;
  /** Changes the task's fingerprint: for code that the fingerprint cannot see, such as a prompt file. */
  readonly version?: string;
  /** Options of `compile` for runs started from the command line. */
  readonly defaults?: TaskDefaults;
  /** How it is optimized again every night. */
  readonly nightly?: NightlyDefinition;
  /** Where program and metric run, and what is done when they do not end. */
  readonly userCode?: UserCodeOptions;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

const OPTIONS: readonly (keyof TaskDefinition)[] = [
  ...(['name', 'program', 'metric', 'trainset', 'valset', 'testset', 'inputs', 'lm', 'promptModel'] as const),
  ...(['teacher', 'teacherLm', 'programDescription', 'version', 'defaults', 'nightly', 'userCode'] as const),
];

/** Declares a task, for workers and the command line. @throws InvalidRequest for a bad name or an unknown option */
export function defineTask(task: TaskDefinition): TaskDefinition {
  if (!NAME.test(task.name)) {
    throw new InvalidRequest(
      `A task's name has 1 to 64 lower-case letters, digits and dashes and starts with a letter or digit; got ${JSON.stringify(task.name)}.`,
    );
  }
  refuseUnknownNames(`The task ${task.name}`, task, OPTIONS);
  refuseUnknownNames(`The option defaults of the task ${task.name}`, task.defaults ?? {}, TASK_DEFAULT_NAMES);
  refuseUnknownNames(
    `The option userCode of the task ${task.name}`,
    task.userCode ?? {},
    USER_CODE_OPTION_NAMES,
  );
  if (task.nightly !== undefined) checkNightlyNames(task.name, task.nightly);
  return task;
}
