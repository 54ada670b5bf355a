import type { ArtifactStore } from '../domain/artifact.ts';
import type { Budget } from '../domain/budget.ts';
import type { ChampionRegistry } from '../domain/champion.ts';
import type { CallLedger, UsageLine } from '../domain/call-ledger.ts';
import type { PaceBoard } from '../domain/pace-board.ts';
import type { ResponseStore } from '../domain/response-store.ts';
import type { Fingerprint } from '../domain/run.ts';
import type { RunMemory } from '../domain/run-memory.ts';
import type { ScoreStore } from '../domain/score-store.ts';
import type { Usage } from '../domain/usage.ts';
import type { NightReports } from '../stores/night-reports.ts';
import type { RunFolders } from '../stores/run-folders.ts';
import type { Example } from '../domain/example.ts';
import type { Metric } from '../metrics/metric.ts';
import type { AnyModule } from '../program/module.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import type { NightlyOptions } from './nightly-options.ts';
import type { ProgramSlots } from './program-slots.ts';
import type { CodeVariant } from './user-code/messages.ts';
import type { UserCode } from './user-code/user-code.ts';

/** Where and within which limits a task's code runs. */
export interface CodePlace {
  /** The task file, when its code runs in a child process; null: in this one. */
  readonly file: string | null;
  /** For one example, without waiting for models. */
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Variables that the child sees although they hold keys. */
  readonly env: readonly string[];
  /** Of the code as this process has loaded it: a child that loads another one must not work on. */
  readonly code: Fingerprint;
  /** How the code differs from the file's. */
  readonly variant: CodeVariant | null;
}

/** A registered task with everything resolved: made once per process. */
export interface LoadedTask {
  readonly name: string;
  readonly program: AnyModule;
  readonly teacher: AnyModule;
  readonly metric: Metric;
  readonly lm: LanguageModel;
  readonly teacherLm: LanguageModel;
  readonly promptLm: LanguageModel;
  readonly programDescription: string | null;
  readonly fingerprint: Fingerprint;
  readonly trainset: readonly Example[];
  readonly valset: readonly Example[] | null;
  readonly testset: readonly Example[] | null;
  readonly nightly: NightlyOptions;
  /** @defaultValue this process, with the default limit */
  readonly place?: CodePlace;
}

/** What a night puts in the place of the task's own. */
export type TaskChanges = Pick<
  LoadedTask,
  'program' | 'teacher' | 'metric' | 'trainset' | 'valset' | 'testset' | 'place'
>;

export interface TaskRegistry {
  /** Undefined when this worker does not serve the task. */
  load(name: string): Promise<LoadedTask> | undefined;
  /** The same with its data as it is now; what `load` gives stays as it is. */
  fresh(name: string): Promise<LoadedTask> | undefined;
  /** A task's nightly options, without its data: they can be had where that cannot be read. Undefined as with `load`. */
  nightly(name: string): NightlyOptions | undefined;
  /** The task with some of its parts changed, and the fingerprint that it then has. */
  vary(task: LoadedTask, changes: TaskChanges): LoadedTask;
}

/** One ledger for all runs of a store. */
export interface LedgerBook {
  open(account: { runId: string; stage: string; activity: string; budget: Budget }): CallLedger;
  /** Over all attempts of the activity, those killed in flight too. */
  usageOfActivity(runId: string, activity: string): Usage;
  usageLines(runId: string): readonly UsageLine[];
  /** For a run that starts anew under the same id. */
  forget(runId: string): void;
}

/** What the stores know of single runs. */
export interface RunRecords {
  /** The run scores cells of this subject. */
  noteSubject(runId: string, subject: string): void;
  memoryOf(runId: string): RunMemory;
}

/** What activities need from the process they run in. */
export interface Dependencies {
  readonly tasks: TaskRegistry;
  readonly artifacts: ArtifactStore;
  readonly responses: ResponseStore;
  readonly paces: PaceBoard;
  readonly scores: ScoreStore;
  readonly ledgers: LedgerBook;
  readonly records: RunRecords;
  readonly runs: RunFolders;
  readonly champions: ChampionRegistry;
  readonly nights: NightReports;
  readonly slots: ProgramSlots;
  readonly userCode: UserCode;
}
