import type { Example } from '../../domain/example.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { CellProblem, Score } from '../../domain/score.ts';
import type { PredictorOverlay } from '../../program/call-context.ts';
import type { LoadedTask } from '../dependencies.ts';

/** Which of a task's programs runs, each with its own model. */
export type Role = 'program' | 'teacher';

/** What a candidate lays over a program, by the names of its predictors. */
export type NamedOverlay = { readonly [predictor: string]: PredictorOverlay };

export interface ExampleJob {
  readonly role: Role;
  readonly overlay: NamedOverlay;
  readonly example: Example;
  /** Bootstrapping asks the metric whether the steps are worth copying; scoring gives it no trace. */
  readonly withTrace: boolean;
}

/** One finished call of one of the program's own predictors. */
export interface NamedStep {
  readonly predictor: string;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
}

export type ExampleOutcome =
  | { readonly kind: 'scored'; readonly score: Score; readonly trace: readonly NamedStep[] }
  | { readonly kind: 'problem'; readonly problem: CellProblem };

/** How a trial without a model call went. `words` may be stored and shown; `refused`: an InvalidRequest of ours. */
export type TryOutcome = { readonly kind: 'fine' } | TryFailure;

export interface TryFailure {
  readonly kind: 'failed';
  readonly words: string;
  readonly refused: boolean;
}

/**
 * Runs the task's own code, wherever that is done. Whatever the code does, each call ends: what it does wrong is an outcome.
 * Model calls are made in the call scope of the caller.
 */
export interface UserCode {
  /** @throws what says nothing about the candidate: outages, keys, money, orders, full disks */
  runExample(task: LoadedTask, job: ExampleJob): Promise<ExampleOutcome>;
  /** Runs a program up to its first model call, which is not sent. */
  reachModel(task: LoadedTask, role: Role, example: Example): Promise<TryOutcome>;
  /** Gives the metric the example's own labels as the answer; a judge's call is not sent. */
  judgeLabels(task: LoadedTask, example: Example): Promise<TryOutcome>;
  /** Runs the program for what the run takes; how it ends does not matter. @throws as `runExample` does */
  callProgram(task: LoadedTask, example: Example): Promise<void>;
  close(): Promise<void>;
}
