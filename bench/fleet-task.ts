import { homeDirectory } from 'durable-mipro/client';
import { benchTask } from './bench-task.ts';

/** What the workers of a measured fleet serve. */
export async function fleetSource(modelUrl: string) {
  const task = await benchTask({
    case: { auto: 'light', predictors: 1, latencyMs: 0 },
    modelUrl,
    label: 'fleet',
  });
  return { task, baseDir: homeDirectory() };
}
