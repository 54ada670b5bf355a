import type { RunSettings } from '../domain/settings.ts';
import { PythonRandom } from './python-random.ts';
import { rng } from './rng.ts';
import { usedValCount } from './sizes.ts';

const LARGEST_VALSET = 1000;

/** How many examples the caller gave; `valset` is null when it is to be taken from the trainset. */
export interface DataCounts {
  readonly trainset: number;
  readonly valset: number | null;
}

/** Positions in the caller's lists. `val` points into `valset` when one was given, else into `trainset`. */
export interface Split {
  readonly train: readonly number[];
  readonly val: readonly number[];
  readonly valFrom: 'trainset' | 'valset';
}

/** How many of `count` training examples become the validation set: four fifths, at most 1000, at least 1. Pure. */
export function valCountOf(count: number): number {
  return Math.min(LARGEST_VALSET, Math.max(1, Math.floor((4 * count) / 5)));
}

/**
 * Which examples train and which validate, in the order they are used. A given valset is kept whole. An `auto` mode
 * then draws its validation examples, which puts them in another order even when none is left out. Pure.
 *
 * Differs: the trainset is shuffled before it is cut, by a stream of our own; `shuffleSplit: false` gives DSPy's
 * head and tail.
 *
 * @see DSPy 3.3.1, `mipro_optimizer_v2.py:280-334`
 */
export function planSplit(settings: RunSettings, counts: DataCounts): Split {
  if (counts.valset !== null) {
    return {
      train: positions(counts.trainset),
      val: drawnVal(settings, positions(counts.valset)),
      valFrom: 'valset',
    };
  }
  const inOrder = positions(counts.trainset);
  const order = settings.shuffleSplit ? rng(settings.seed, 'split', 0).shuffle(inOrder) : inOrder;
  const cut = counts.trainset - valCountOf(counts.trainset);
  return { train: order.slice(0, cut), val: drawnVal(settings, order.slice(cut)), valFrom: 'trainset' };
}

/**
 * The validation examples an `auto` mode uses: the first draw from the run's shared stream. Others use all, in order.
 */
export function drawValset(settings: RunSettings, random: PythonRandom, available: number): number[] {
  const all = positions(available);
  return settings.auto === null ? all : random.sample(all, usedValCount(settings, available));
}

function drawnVal(settings: RunSettings, from: readonly number[]): number[] {
  return drawValset(settings, new PythonRandom(settings.seed), from.length).map((i) => from[i] as number);
}

function positions(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
