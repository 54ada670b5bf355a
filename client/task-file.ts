import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { existsSync } from 'node:fs';
import type { TaskDefinition } from '../program/task.ts';
import { baseDirOf, type TaskSource } from '../workers/load-task.ts';

/** A task file that cannot be used: says which, why and what one looks like. Exit code 2. */
export class TaskFileUnreadable extends Error {
  override readonly name = 'TaskFileUnreadable';
}

const SHAPE = 'It must end in: export default defineTask({ name, program, metric, trainset }).';

/** Loads a task from a module whose default export is `defineTask(...)`. @throws TaskFileUnreadable */
export async function loadTaskFile(path: string): Promise<TaskSource> {
  const file = resolve(path);
  if (!existsSync(file)) throw new TaskFileUnreadable(`There is no task file ${path}. ${SHAPE}`);
  const module = await importFile(path, file);
  const task = module.default;
  if (!isTask(task)) throw new TaskFileUnreadable(`The default export of ${path} is not a task. ${SHAPE}`);
  return { task, baseDir: baseDirOf(file) };
}

async function importFile(path: string, file: string): Promise<{ default?: unknown }> {
  try {
    return (await import(pathToFileURL(file).href)) as { default?: unknown };
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidRequest') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TaskFileUnreadable(`The task file ${path} cannot be loaded: ${reason}`, { cause: error });
  }
}

function isTask(value: unknown): value is TaskDefinition {
  if (typeof value !== 'object' || value === null) return false;
  const { name, program, metric } = value as Partial<TaskDefinition>;
  return typeof name === 'string' && typeof program === 'function' && typeof metric === 'function';
}
