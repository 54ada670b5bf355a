import { plannedSizes } from '../../activities/planned-sizes.ts';
import { toSettings } from '../../domain/chosen-settings.ts';
import { loadTaskFile } from '../../client/task-file.ts';
import { leastSearch } from '../../optimizer/schedule.ts';
import { loadTask } from '../../workers/load-task.ts';

/** The smallest cap on calls that is not refused for a light run of the task file. */
export async function leastCalls(taskFile: string): Promise<number> {
  const task = await loadTask(await loadTaskFile(taskFile));
  const settings = toSettings({ auto: 'light' });
  const { sizes } = plannedSizes(task, settings);
  const { baseline, wave, fullScoring } = leastSearch({ sizes, parallelTrials: settings.parallelTrials });
  return (baseline + wave + fullScoring) * task.program.predictors().length;
}
