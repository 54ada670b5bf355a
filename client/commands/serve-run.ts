import { InvalidRequest } from '../../domain/errors.ts';
import { changedParts } from '../../domain/fingerprint.ts';
import { runIdOf } from '../../domain/task-queue.ts';
import type { RunFolders, RunKey } from '../../stores/run-folders.ts';
import { loadTask, type TaskSource } from '../../workers/load-task.ts';
import { TaskChanged } from '../errors.ts';
import type { RunOptions } from '../run-optimization.ts';
import { loadTaskFile } from '../task-file.ts';

/**
 * A task file that is to serve a run which is known here.
 * @throws InvalidRequest when it is of another task; TaskChanged when it is not what the run began with
 */
export async function sourceOfRun(runs: RunFolders, key: RunKey, file: string): Promise<TaskSource> {
  const source = await loadTaskFile(file);
  if (source.task.name !== key.task) {
    throw new InvalidRequest(
      `The run ${runIdOf(key.task, key.specHash)} is of the task ${key.task}, but ${file} defines ${source.task.name}. Give the file of its task.`,
    );
  }
  const before = (await runs.checkpoint(key))?.state.prepared?.fingerprint;
  if (before !== undefined) {
    const changed = changedParts(before, (await loadTask(source)).fingerprint);
    if (changed.length > 0) throw new TaskChanged(runIdOf(key.task, key.specHash), changed);
  }
  return source;
}

/** How this process serves a run and follows it to its end: with what the run was started with, not with flags. */
export async function serverOptionsOf(
  { runs, home }: { readonly runs: RunFolders; readonly home: string },
  key: RunKey,
  source: TaskSource,
): Promise<Omit<RunOptions, 'watcher' | 'signal'>> {
  const checkpoint = await runs.checkpoint(key);
  if (checkpoint === null) {
    throw new InvalidRequest(
      `The run ${runIdOf(key.task, key.specHash)} has no checkpoint yet, so its settings are not known here. ` +
        'The command that started it serves it: durable-mipro optimize <task-file>.',
    );
  }
  const { settings, budget, numThreads } = checkpoint.spec;
  return { source, settings, budget, numThreads, again: false, home };
}
