import type { LoadedTask } from '../activities/dependencies.ts';
import type { RunSettings } from '../domain/settings.ts';
import { checkData, checkSettings } from '../optimizer/check-settings.ts';

/** @throws InvalidRequest when the settings contradict each other or the data are too few for them */
export function checkPlan(
  { program, trainset, valset }: Pick<LoadedTask, 'program' | 'trainset' | 'valset'>,
  settings: RunSettings,
): void {
  checkSettings(settings, { predictors: program.predictors().length });
  checkData(settings, { trainset: trainset.length, valset: valset?.length ?? null });
}
