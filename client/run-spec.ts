import type { LoadedTask } from '../activities/dependencies.ts';
import type { Budget } from '../domain/budget.ts';
import type { RunSpec } from '../domain/run.ts';
import type { RunSettings } from '../domain/settings.ts';
import { hashOf } from '../stores/content-hash.ts';

const HASH_CHARACTERS = 12;

export interface SpecParts {
  readonly task: LoadedTask;
  readonly settings: RunSettings;
  readonly budget: Budget;
  readonly numThreads: number;
}

/**
 * The run that these parts name. Budget and threads are not in the hash: they change how far and how fast a run goes,
 * not what it is. Code and data are not either: the same run with other code is refused, not silently another run.
 */
export function toRunSpec({ task, settings, budget, numThreads }: SpecParts): RunSpec {
  const models = [task.lm.id, task.promptLm.id, task.teacherLm.id];
  const specHash = hashOf({ task: task.name, settings, models }).slice(0, HASH_CHARACTERS);
  return { task: task.name, specHash, settings, budget, numThreads };
}
