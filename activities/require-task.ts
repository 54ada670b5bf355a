import { changedParts } from '../domain/fingerprint.ts';
import type { TaskVariant } from '../domain/task-variant.ts';
import type { RunContext } from './contract.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { failure } from './failures.ts';
import { codeHash } from './night-code.ts';
import type { NightlyOptions } from './nightly-options.ts';
import { variedTask } from './task-variant.ts';

/** A rolling deploy may bring the task in a moment. */
const NOT_REGISTERED_RETRY_MS = 30_000;

/** The task by its name, in the variant of a night if there is one. @throws NotRegistered (retryable) when this worker does not serve it */
export async function registeredTask(
  deps: Dependencies,
  name: string,
  variant?: TaskVariant,
): Promise<LoadedTask> {
  const task = await (deps.tasks.load(name) ?? refuse(name));
  return variant === undefined ? task : variedTask(deps, task, variant);
}

/** The task with its data as it is now. @throws NotRegistered (retryable) when this worker does not serve it */
export async function freshTask(deps: Dependencies, name: string): Promise<LoadedTask> {
  return deps.tasks.fresh(name) ?? refuse(name);
}

/** A task's nightly options, also where its data cannot be read. @throws NotRegistered (retryable), as above */
export function nightlyOptionsOf(deps: Dependencies, name: string): NightlyOptions {
  return deps.tasks.nightly(name) ?? refuse(name);
}

function refuse(name: string): never {
  throw failure(
    'NotRegistered',
    `This worker does not serve the task ${name}. Start one that does: durable-mipro worker <task file>.`,
    NOT_REGISTERED_RETRY_MS,
  );
}

/** @throws TaskChanged when code, data or models are not what the run began with: mixed scores would mean nothing */
export async function requireTask(deps: Dependencies, run: RunContext): Promise<LoadedTask> {
  const task = await registeredTask(deps, run.task, run.variant);
  const changed = changedParts(run.fingerprint, task.fingerprint);
  if (changed.length > 0) throw failure('TaskChanged', taskChangedMessage(run.task, changed));
  return task;
}

/** @throws TaskChanged when the task was deployed anew since its night was prepared; nights from before there was this rule know no code */
export function refuseOtherCode(task: LoadedTask, code: string | undefined): void {
  if (code === undefined || code === codeHash(task)) return;
  throw failure('TaskChanged', `The code of the task ${task.name} is not what this night began with.`);
}

function taskChangedMessage(task: string, changed: readonly string[]): string {
  return (
    `The task ${task} is not what this run began with; changed: ${changed.join(', ')}. ` +
    'Put the old version back and run `durable-mipro resume`, or start a new run with --again (again: true).'
  );
}
