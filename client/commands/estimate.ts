import { loadTask } from '../../workers/load-task.ts';
import { estimate, estimateText } from '../estimate.ts';
import { toSettings, toThreads } from '../settings.ts';
import { loadTaskFile } from '../task-file.ts';
import { flagSettings, type OptimizeFlags } from './optimize.ts';

/** `durable-mipro estimate`: what a run would take. */
export async function estimateCommand(file: string, flags: OptimizeFlags): Promise<void> {
  const source = await loadTaskFile(file);
  const task = await loadTask(source);
  const settings = toSettings(source.task.defaults ?? {}, flagSettings(flags));
  const spec = { settings, numThreads: toThreads(flags.numThreads) };
  const text = flags.json ? JSON.stringify({ schema: 1, ...estimate(task, spec) }) : estimateText(task, spec);
  process.stdout.write(`${text}\n`);
}
