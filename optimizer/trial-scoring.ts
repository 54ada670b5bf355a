import { percentOfSum } from '../domain/percent.ts';
import type { Score } from '../domain/score.ts';
import type { FinishedTrial } from '../domain/trial.ts';
import { minibatchFor, type DrawInput } from './draw-plan.ts';
import { areBounded, firstCells } from './pruning.ts';
import { isSampled } from './standings.ts';

/** A trial before its first score. */
export type NewTrial = Pick<FinishedTrial, 'number' | 'choices' | 'key' | 'origin'>;

/**
 * The places in the validation set that a trial is scored on, in this order, which is the same at any time. With
 * pruning a full scoring begins with what its combination was tried on, since those answers are there already. Pure.
 */
export function cellsOf(
  input: DrawInput,
  trials: readonly FinishedTrial[],
  trial: NewTrial,
): readonly number[] {
  const all = Array.from({ length: input.sizes.valCount }, (_, position) => position);
  const sampled = trials.filter(isSampled);
  const minibatchOf = ({ number }: NewTrial) =>
    minibatchFor(input, sampled.filter((other) => other.number < number).length) ?? all;
  if (isSampled(trial)) return minibatchOf(trial);
  if (input.settings.pruning !== true) return all;
  const tried = sampled.filter(({ key, number }) => key === trial.key && number < trial.number);
  return [...new Set([...tried.flatMap(minibatchOf), ...all])];
}

/** Of a new trial's cells those to score at first: all of them, but with pruning. Pure. */
export function firstOf(
  input: DrawInput,
  trials: readonly FinishedTrial[],
  { trial, cells }: { readonly trial: NewTrial; readonly cells: readonly number[] },
): readonly number[] {
  if (input.settings.pruning !== true || !areBounded(trials)) return cells;
  return cells.slice(0, firstCells(cells.length, isSampled(trial) ? 'sampled' : 'frontRunner'));
}

/** The trial with these scores, in the order of its cells, beside those that it had. Pure. */
export function withScores(
  { sizes }: Pick<DrawInput, 'sizes'>,
  trial: NewTrial & Partial<FinishedTrial>,
  scores: readonly Score[],
): FinishedTrial {
  const { number, choices, key, origin } = trial;
  const isForAll = !isSampled(trial) || !sizes.minibatch || sizes.minibatchSize >= sizes.valCount;
  const planned = isForAll ? sizes.valCount : sizes.minibatchSize;
  const cells = (trial.cells ?? 0) + scores.length;
  const points = scores.reduce((sum, score) => sum + score, trial.open?.points ?? 0);
  return {
    number,
    choices,
    key,
    origin,
    score: Math.round(percentOfSum(points, cells) * 100) / 10_000,
    cells,
    full: isForAll && cells === planned,
    ...(cells < planned && { open: { points, planned, full: isForAll } }),
    ...((trial.beyond === true || scores.some(isBeyond)) && { beyond: true as const }),
  };
}

function isBeyond(score: Score): boolean {
  return score < 0 || score > 1;
}
