import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineTask, type TaskDefinition } from '../program/task.ts';
import { baseDirOf, type TaskSource } from '../workers/load-task.ts';
import { TaskFileUnreadable } from './errors.ts';
import { describeLoadError } from './task-file-advice.ts';

const SHAPE = 'It must end in: export default defineTask({ name, program, metric, trainset }).';

/** Loads a task from a module whose default export is `defineTask(...)`. @throws TaskFileUnreadable, InvalidRequest */
export async function loadTaskFile(path: string): Promise<TaskSource> {
  const file = resolve(path);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new TaskFileUnreadable(`There is no task file ${path}. ${SHAPE}`);
  if (!found.isFile()) throw new TaskFileUnreadable(`${path} is no file. Name the task's own file in it.`);
  const { default: task } = await importFile(path, file);
  if (!isTask(task)) throw new TaskFileUnreadable(`The default export of ${path} is not a task. ${SHAPE}`);
  return { task: defineTask(task), baseDir: baseDirOf(file), file };
}

/**
 * Loads several task files for one worker.
 * @throws InvalidRequest when two of them define tasks of one name, besides the reasons of one file
 */
export async function loadTaskFiles(paths: readonly string[]): Promise<TaskSource[]> {
  const sources = await Promise.all(paths.map(loadTaskFile));
  const pathOfName = new Map<string, string>();
  for (const [index, { task }] of sources.entries()) {
    const path = paths[index] ?? '';
    const other = pathOfName.get(task.name);
    if (other !== undefined) {
      throw new TaskFileUnreadable(
        `${other} and ${path} both define a task named ${task.name}. Give each a name of its own, and each file once.`,
      );
    }
    pathOfName.set(task.name, path);
  }
  return sources;
}

async function importFile(path: string, file: string): Promise<{ default?: unknown }> {
  try {
    return (await import(pathToFileURL(file).href)) as { default?: unknown };
  } catch (error) {
    if (error instanceof Error && ['InvalidRequest', 'DatasetUnreadable'].includes(error.name)) throw error;
    throw new TaskFileUnreadable(`The task file ${path} cannot be loaded: ${describeLoadError(error)}`, {
      cause: error,
    });
  }
}

function isTask(value: unknown): value is TaskDefinition {
  if (typeof value !== 'object' || value === null) return false;
  const { name, program, metric } = value as Partial<TaskDefinition>;
  return typeof name === 'string' && typeof program === 'function' && typeof metric === 'function';
}
