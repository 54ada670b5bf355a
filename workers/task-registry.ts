import type { LoadedTask, TaskChanges, TaskRegistry } from '../activities/dependencies.ts';
import { toNightlyOptions } from '../activities/index.ts';
import { fingerprintTask } from './fingerprint-task.ts';
import { loadTask, type TaskSource } from './load-task.ts';

/** The tasks a worker serves, each loaded once, at its first use. A failed load is tried again at the next. */
export function createTaskRegistry(
  sources: readonly TaskSource[],
  loaded: readonly LoadedTask[] = [],
): TaskRegistry {
  const byName = new Map(sources.map((source) => [source.task.name, source]));
  const ready = new Map<string, Promise<LoadedTask>>(
    loaded.map((task) => [task.name, Promise.resolve(task)]),
  );
  return {
    load: (name) => {
      const known = ready.get(name);
      if (known !== undefined) return known;
      const source = byName.get(name);
      if (source === undefined) return undefined;
      const loading = loadTask(source);
      ready.set(name, loading);
      loading.catch(() => ready.delete(name));
      return loading;
    },
    fresh: (name) => {
      const source = byName.get(name);
      return source === undefined ? ready.get(name) : loadTask(source);
    },
    nightly: (name) => {
      const source = byName.get(name);
      return source === undefined ? undefined : toNightlyOptions(source.task);
    },
    vary,
  };
}

/** The `version` that a task gives itself is known only by its hash. */
function vary(task: LoadedTask, changes: TaskChanges): LoadedTask {
  const varied = { ...task, ...changes };
  const { version } = task.fingerprint;
  const fingerprint = { ...fingerprintTask(varied, undefined), ...(version !== undefined && { version }) };
  return { ...varied, fingerprint };
}
