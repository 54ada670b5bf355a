import { InvalidRequest } from '../domain/errors.ts';
import type { TaskVariant } from '../domain/task-variant.ts';
import type { AnyModule } from '../program/module.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { thaw } from './frozen-data.ts';
import type { CodeVariant } from './user-code/messages.ts';

/** Made once per process and kept: candidates are laid over one program object, and many shards share it. */
const made = new WeakMap<LoadedTask, Map<string, Promise<LoadedTask>>>();
const KEPT_AT_MOST = 8;

/** The task with the program and data of a night. @throws InvalidRequest when the program does not fit the task */
export function variedTask(deps: Dependencies, task: LoadedTask, variant: TaskVariant): Promise<LoadedTask> {
  const ofTask = made.get(task) ?? new Map<string, Promise<LoadedTask>>();
  made.set(task, ofTask);
  const key = JSON.stringify([variant.program, variant.trainset, variant.valset, variant.metric ?? null]);
  const known = ofTask.get(key);
  if (known !== undefined) return known;
  const making = vary(deps, task, variant);
  ofTask.set(key, making);
  making.catch(() => ofTask.delete(key));
  const [oldest] = ofTask.keys();
  if (ofTask.size > KEPT_AT_MOST && oldest !== undefined) ofTask.delete(oldest);
  return making;
}

async function vary(deps: Dependencies, task: LoadedTask, variant: TaskVariant): Promise<LoadedTask> {
  const text = variant.program === null ? null : ((await deps.artifacts.get(variant.program)) as string);
  const program = text === null ? task.program : laidOver(task, text);
  const [train, val] = await Promise.all(
    [variant.trainset, variant.valset].map((set) => thaw(deps.artifacts, set)),
  );
  return deps.tasks.vary(task, {
    program,
    teacher: task.teacher === task.program ? program : task.teacher,
    metric: variant.metric === undefined ? task.metric : furtherMetric(task, variant.metric),
    trainset: (train ?? []).map(({ example }) => example),
    valset: (val ?? []).map(({ example }) => example),
    testset: null,
    ...(task.place && { place: { ...task.place, variant: codeOf(variant, text) } }),
  });
}

function codeOf({ program, ...variant }: TaskVariant, text: string | null): CodeVariant {
  const metric = variant.metric ?? null;
  return { key: JSON.stringify([program?.sha256 ?? null, metric]), program: text, metric };
}

function laidOver(task: LoadedTask, text: string): AnyModule {
  const program = task.program.clone();
  try {
    program.loadState(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    throw new InvalidRequest(
      `The champion of the task ${task.name} does not fit its program. ${error.message} ` +
        'Deploy the program that the champion was made for, or put another champion into use: durable-mipro champion history.',
    );
  }
  return program;
}

function furtherMetric({ name, nightly }: LoadedTask, metric: string) {
  const found = nightly.metrics[metric];
  if (found === undefined) {
    throw new InvalidRequest(
      `The task ${name} has no further metric ${metric}; nightly.metrics must hold it.`,
    );
  }
  return found;
}
