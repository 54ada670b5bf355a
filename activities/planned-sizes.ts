import type { RunSettings, RunSizes } from '../domain/settings.ts';
import { planSizes } from '../optimizer/sizes.ts';
import { planSplit, type Split } from '../optimizer/split.ts';
import type { LoadedTask } from './dependencies.ts';

/** How the data is split, and the sizes that follow from it. Expects settings that were checked. */
export function plannedSizes(
  { program, trainset, valset }: Pick<LoadedTask, 'program' | 'trainset' | 'valset'>,
  settings: RunSettings,
): { readonly split: Split; readonly sizes: RunSizes } {
  const split = planSplit(settings, { trainset: trainset.length, valset: valset?.length ?? null });
  const sizes = planSizes(settings, {
    predictors: program.predictors().length,
    trainCount: split.train.length,
    valCount: valset?.length ?? trainset.length - split.train.length,
  });
  return { split, sizes };
}
