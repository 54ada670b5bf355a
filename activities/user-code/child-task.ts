import { InvalidRequest } from '../../domain/errors.ts';
import type { LanguageModel } from '../../lm/language-model.ts';
import type { Metric } from '../../metrics/metric.ts';
import { configuredDefaults } from '../../program/configure.ts';
import type { AnyModule } from '../../program/module.ts';
import type { TaskDefinition } from '../../program/task.ts';
import type { CodeVariant, Start } from './messages.ts';

interface Runnable {
  readonly program: AnyModule;
  readonly lm: LanguageModel;
}

/** A task's code, made once per child. */
export interface ChildCode {
  readonly program: Runnable;
  readonly teacher: Runnable;
  readonly metric: Metric;
}

export interface ChildTask {
  variedBy(variant: CodeVariant | null): ChildCode;
}

const KEPT_AT_MOST = 8;

/**
 * The same programs, models and metric that the parent has made of the task.
 * @throws InvalidRequest when they are others, because the task is not all in its file
 */
export function openChildTask(task: TaskDefinition, expected: Start['expected']): ChildTask {
  const own = codeOf(task);
  refuseOthers(own, expected);
  const made = new Map<string, ChildCode>();
  return {
    variedBy: (variant) => {
      if (variant === null) return own;
      const known = made.get(variant.key) ?? vary(task, own, variant);
      made.set(variant.key, known);
      const [oldest] = made.keys();
      if (made.size > KEPT_AT_MOST && oldest !== undefined) made.delete(oldest);
      return known;
    },
  };
}

function codeOf(task: TaskDefinition): ChildCode {
  const lm = task.lm ?? configuredDefaults().lm;
  if (lm === undefined) throw new InvalidRequest(onlyInFile('its model'));
  const program = { program: task.program(), lm };
  const teacherLm = task.teacherLm ?? lm;
  return {
    program,
    teacher: { program: task.teacher?.() ?? program.program, lm: teacherLm },
    metric: task.metric,
  };
}

function vary(task: TaskDefinition, own: ChildCode, variant: CodeVariant): ChildCode {
  const program = variant.program === null ? own.program.program : own.program.program.clone();
  if (variant.program !== null) program.loadState(JSON.parse(variant.program));
  const isOwnTeacher = own.teacher.program === own.program.program;
  const further = variant.metric === null ? undefined : task.nightly?.metrics?.[variant.metric];
  return {
    program: { ...own.program, program },
    teacher: isOwnTeacher ? { ...own.teacher, program } : own.teacher,
    metric: further ?? task.metric,
  };
}

function refuseOthers({ program, teacher }: ChildCode, expected: Start['expected']): void {
  if (configuredDefaults().adapter.name !== expected.adapter)
    throw new InvalidRequest(onlyInFile('its adapter'));
  if (modelName(program.lm) !== expected.lm) throw new InvalidRequest(onlyInFile('its model'));
  if (modelName(teacher.lm) !== expected.teacherLm)
    throw new InvalidRequest(onlyInFile("its teacher's model"));
}

/** What tells one model from another: never an address or a key. */
export function modelName({ id, parameters }: LanguageModel): string {
  return `${id} ${JSON.stringify(parameters)}`;
}

function onlyInFile(what: string): string {
  return (
    `Its file alone does not give ${what}. Call configure(...) in the file, or name the models in defineTask(...), ` +
    "or give the task userCode: { isolation: 'none' }."
  );
}
