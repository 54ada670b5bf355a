import type { Budget } from '../domain/budget.ts';
import { InvalidRequest } from '../domain/errors.ts';
import { refuseUnknownNames } from '../domain/known-names.ts';
import type { Progress } from '../domain/run.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import type { Metric } from '../metrics/metric.ts';
import type { AnyModule } from '../program/module.ts';
import { defineTask, type ExampleSource, type TaskDefinition } from '../program/task.ts';
import { homeDirectory } from '../stores/home.ts';
import { toReport, type RunReport } from './report.ts';
import { OPTIMIZER_OPTION_NAMES, type OptimizerOptions } from '../domain/optimizer-options.ts';
import { isModule } from '../program/module-kind.ts';

/** Options of the teacher's context; DSPy's name. */
export interface TeacherSettings {
  readonly lm?: LanguageModel;
}

export interface MIPROv2Options extends OptimizerOptions {
  readonly metric: Metric;
  /** Writes instructions. @defaultValue the teacher's model, else the default one */
  readonly promptModel?: LanguageModel;
  /** Runs the program. @defaultValue the model given to `configure` */
  readonly taskModel?: LanguageModel;
  readonly teacherSettings?: TeacherSettings;
  /** Program calls in flight. @defaultValue 16 */
  readonly numThreads?: number;
  /** Tell on stderr where the run stands. @defaultValue true */
  readonly verbose?: boolean;
}

export interface CompileOptions extends Omit<OptimizerOptions, 'auto' | 'presets' | 'numCandidates'> {
  readonly trainset: ExampleSource;
  readonly valset?: ExampleSource;
  /** Scored before and after, once each; never used by the search. */
  readonly testset?: ExampleSource;
  /** Input fields, when data is given as files. */
  readonly inputs?: readonly string[];
  /** Program that makes demonstrations. @defaultValue the student */
  readonly teacher?: AnyModule;
  readonly teacherSettings?: TeacherSettings;
  /** What the program is for, shown to the model that writes instructions. */
  readonly programDescription?: string;
  /** Changes the task's fingerprint: for code that it cannot see, such as what a metric encloses. */
  readonly version?: string;
  /** The task's name. @defaultValue made from the program */
  readonly name?: string;
  readonly budget?: Budget;
  /** Start anew even if the same run is finished or under way. @defaultValue false */
  readonly again?: boolean;
  readonly temporal?: { readonly address?: string; readonly namespace?: string };
  readonly onProgress?: (progress: Progress) => void;
  /** Aborting it stops the waiting, not the run. */
  readonly signal?: AbortSignal;
}

const CONSTRUCTOR_OPTIONS: readonly (keyof MIPROv2Options)[] = [
  ...OPTIMIZER_OPTION_NAMES,
  ...(['metric', 'promptModel', 'taskModel', 'teacherSettings', 'numThreads', 'verbose'] as const),
];

const ONLY_IN_CONSTRUCTOR: readonly string[] = ['auto', 'presets', 'numCandidates'];

const COMPILE_OPTIONS = [
  ...OPTIMIZER_OPTION_NAMES.filter((name) => !ONLY_IN_CONSTRUCTOR.includes(name)),
  ...([
    'trainset',
    'valset',
    'testset',
    'inputs',
    'teacher',
    'teacherSettings',
    'programDescription',
  ] as const),
  ...(['name', 'budget', 'again', 'temporal', 'onProgress', 'signal'] as const),
];

/** A program with the winner's instructions and demos, and how it came about. */
export type Optimized<P extends AnyModule> = P & { readonly report: RunReport };

/**
 * The MIPROv2 optimizer. `compile` is a task, a worker in this process and a run: nothing is remembered in this
 * object, so one optimizer can run many times, also at once.
 */
export class MIPROv2 {
  readonly #options: MIPROv2Options;

  constructor(options: MIPROv2Options) {
    if (typeof options?.metric !== 'function') {
      throw new InvalidRequest(
        'MIPROv2 needs a metric: a function (example, prediction) => boolean, number or { score }.',
      );
    }
    refuseUnknownNames('MIPROv2', options, CONSTRUCTOR_OPTIONS);
    this.#options = options;
  }

  /**
   * Optimizes the student's prompts on the given data. Run again, it joins, resumes or returns the finished run.
   * @throws InvalidRequest, DatasetUnreadable before anything is paid; RunBlocked when only a person can help
   */
  async compile<P extends AnyModule>(student: P, options: CompileOptions): Promise<Optimized<P>> {
    if (!isModule(student)) {
      throw new InvalidRequest(
        'compile needs a program: a Predict, a ChainOfThought or a subclass of Module.',
      );
    }
    refuseUnknownNames('compile', options, COMPILE_OPTIONS);
    const [{ runOptimization }, { toSettings, toThreads, toBudget }, { consoleWatcher }] = await Promise.all([
      import('./run-optimization.ts'),
      import('../domain/chosen-settings.ts'),
      import('./console-watcher.ts'),
    ]);
    const task = await this.#taskFor(student, options);
    const finishedRun = await runOptimization({
      source: { task, baseDir: process.cwd() },
      settings: toSettings(this.#options, options),
      budget: toBudget(options.budget),
      numThreads: toThreads(this.#options.numThreads),
      again: options.again ?? false,
      ...(options.temporal && { temporal: options.temporal }),
      home: homeDirectory(),
      watcher: consoleWatcher({ quiet: this.#options.verbose === false, onProgress: options.onProgress }),
      ...(options.signal && { signal: options.signal }),
    });
    const optimized = student.clone();
    optimized.loadState(JSON.parse(finishedRun.program) as never);
    return Object.defineProperty(optimized, 'report', {
      value: toReport(finishedRun),
      enumerable: false,
    }) as Optimized<P>;
  }

  async #taskFor(student: AnyModule, options: CompileOptions): Promise<TaskDefinition> {
    const { defaultTaskName } = await import('./task-name.ts');
    const { metric, promptModel, taskModel, teacherSettings } = this.#options;
    const { teacher, trainset, valset, testset, inputs, programDescription, version } = options;
    return defineTask(
      given({
        name: options.name ?? defaultTaskName(student),
        program: () => student,
        metric,
        trainset,
        valset,
        testset,
        inputs,
        lm: taskModel,
        promptModel,
        teacher: teacher && (() => teacher),
        teacherLm: (options.teacherSettings ?? teacherSettings)?.lm,
        programDescription,
        version,
      }),
    );
  }
}

type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without the options that were not given: absent and undefined differ. */
function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
}
