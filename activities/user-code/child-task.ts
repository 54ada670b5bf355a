import { InvalidRequest } from '../../domain/errors.ts';
import { changedParts } from '../../domain/fingerprint.ts';
import type { LanguageModel } from '../../lm/language-model.ts';
import type { Metric } from '../../metrics/metric.ts';
import { configuredDefaults } from '../../program/configure.ts';
import type { AnyModule } from '../../program/module.ts';
import type { TaskDefinition } from '../../program/task.ts';
import { fingerprintCode } from '../fingerprint-code.ts';
import { codeChanged, HOW_TO_NAME } from './code-changed.ts';
import { loaderMark } from './loader-mark.ts';
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

type Expected = Pick<Start, 'expected' | 'loader'>;

/** Parts of a fingerprint that stand for the text of functions. */
const SOURCES = /^(metric|source of the (program|teacher))$/;
const KEPT_AT_MOST = 8;

/**
 * The same programs, models and metric that the parent has made of the task.
 * @throws CodeChanged when they are others; InvalidRequest when the file names no model
 */
export function openChildTask(task: TaskDefinition, expected: Expected): ChildTask {
  const own = codeOf(task);
  refuseOthers(task, own, expected);
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
  if (lm === undefined) throw new InvalidRequest(`Its file alone names no model. ${HOW_TO_NAME}`);
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

/** @throws CodeChanged: its scores would be stored as those of the code that the parent has */
function refuseOthers(
  task: TaskDefinition,
  { program, teacher, metric }: ChildCode,
  { expected, loader }: Expected,
) {
  const code = {
    program: program.program,
    lm: program.lm,
    teacher: teacher.program,
    teacherLm: teacher.lm,
    metric,
  };
  const changed = changedParts(expected, fingerprintCode(code, task.version)).filter(
    (part) => loader === loaderMark() || !SOURCES.test(part),
  );
  if (changed.length > 0) throw codeChanged(changed);
}
