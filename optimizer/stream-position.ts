import type { TrialOrigin } from '../domain/trial.ts';
import type { SearchSpace } from './sampler.ts';

/** How many tuples the model draws before it chooses one. */
export const DRAFT_COUNT = 24;

/** Doubles that one suggestion takes from the random sampler's stream: one per choice of each open dimension. Pure. */
export function doublesPerStartup(space: SearchSpace): number {
  return openDimensions(space).reduce((sum, position) => sum + (space[position]?.choiceCount ?? 0), 0);
}

/** Doubles that one suggestion takes from the model's stream: for the kernels, then for each open dimension. Pure. */
export function doublesPerModel(space: SearchSpace): number {
  return DRAFT_COUNT * (1 + openDimensions(space).length);
}

/** Positions of the dimensions that leave a choice; the others take no draw and are no part of the model. Pure. */
export function openDimensions(space: SearchSpace): number[] {
  return space.flatMap((dimension, position) => (dimension.choiceCount > 1 ? [position] : []));
}

/** How many of the trials came about in this way. Pure. */
export function countOrigin(
  trials: readonly { readonly origin: TrialOrigin }[],
  origin: TrialOrigin,
): number {
  return trials.filter((trial) => trial.origin === origin).length;
}
