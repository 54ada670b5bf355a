import { changedParts } from '../domain/fingerprint.ts';
import type { TaskVariant } from '../domain/task-variant.ts';
import type { RunContext } from './contract.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { failure } from './failures.ts';
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

function taskChangedMessage(task: string, changed: readonly string[]): string {
  return (
    `The task ${task} is not what this run began with; changed: ${changed.join(', ')}. ` +
    'Put the old version back and run `durable-mipro resume`, or start a new run with --again (again: true).'
  );
}
