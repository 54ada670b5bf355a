import { loadTask } from '../../workers/load-task.ts';
import { estimate, estimateText } from '../estimate.ts';
import { toThreads } from '../../domain/chosen-settings.ts';
import { loadTaskFile } from '../task-file.ts';
import { chosenSettings, type OptimizeFlags } from './optimize.ts';
import { print, printJson } from '../show/print.ts';

/** `durable-mipro estimate`: what a run would take. */
export async function estimateCommand(file: string, flags: OptimizeFlags): Promise<void> {
  const source = await loadTaskFile(file);
  const task = await loadTask(source);
  const defaults = source.task.defaults ?? {};
  const settings = chosenSettings(defaults, flags);
  const spec = { settings, numThreads: toThreads(flags.numThreads ?? defaults.numThreads) };
  if (flags.json) printJson({ schema: 1, ...estimate(task, spec) });
  else print(estimateText(task, spec));
}
