import { percentOfSum } from '../domain/percent.ts';
import { hasPosition, type PositionSet } from '../domain/position-set.ts';
import type { Score } from '../domain/score.ts';
import type { RunSizes } from '../domain/settings.ts';
import type { FinishedTrial } from '../domain/trial.ts';
import { minibatchFor, type DrawInput } from './draw-plan.ts';
import { areBounded, firstCells } from './pruning.ts';
import { isSampled } from './standings.ts';

/** A trial before its first score. */
export type NewTrial = Pick<FinishedTrial, 'number' | 'choices' | 'key' | 'origin'>;

/** What the order of a trial's cells depends on. */
export interface CellInput extends DrawInput {
  /** The validation examples on which the unchanged program did worse than its mean. */
  readonly hard: PositionSet;
}

/**
 * The places in the validation set that a trial is scored on, in this order, which is the same at any time. With
 * pruning a full scoring begins with what its combination was tried on, since those answers are there already. Pure.
 */
export function cellsOf(
  input: CellInput,
  trials: readonly FinishedTrial[],
  trial: NewTrial,
): readonly number[] {
  const all = Array.from({ length: input.sizes.valCount }, (_, position) => position);
  const sampled = trials.filter(isSampled);
  const minibatchOf = ({ number }: NewTrial) =>
    minibatchFor(input, sampled.filter((other) => other.number < number).length) ?? all;
  if (isSampled(trial)) return hardFirst(input, minibatchOf(trial));
  if (input.settings.pruning !== true) return all;
  const tried = sampled.filter(({ key, number }) => key === trial.key && number < trial.number);
  return [...new Set([...tried.flatMap(minibatchOf), ...hardFirst(input, all)])];
}

/**
 * With pruning the examples that are hard for the unchanged program come first: they are the likeliest to be failed
 * again, and a trial whose failures come early is broken off early. Pure.
 */
export function hardFirst({ settings, hard }: CellInput, cells: readonly number[]): readonly number[] {
  if (settings.pruning !== true) return cells;
  const isHard = (cell: number) => hasPosition(hard, cell);
  return [...cells.filter(isHard), ...cells.filter((cell) => !isHard(cell))];
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
  const { planned, full } = planOf(sizes, trial);
  const cells = (trial.cells ?? 0) + scores.length;
  const points = scores.reduce((sum, score) => sum + score, trial.open?.points ?? 0);
  const isBeyond = trial.beyond === true || scores.some((score) => score < 0 || score > 1);
  return {
    number,
    choices,
    key,
    origin,
    score: Math.round(percentOfSum(points, cells) * 100) / 10_000,
    cells,
    full: full && cells === planned,
    ...(cells < planned && { open: { points, planned, full } }),
    ...(isBeyond && { beyond: true as const }),
  };
}

function planOf({ minibatch, minibatchSize, valCount }: RunSizes, trial: NewTrial) {
  const isForSome = isSampled(trial) && minibatch && minibatchSize < valCount;
  return isForSome ? { planned: minibatchSize, full: false } : { planned: valCount, full: true };
}
