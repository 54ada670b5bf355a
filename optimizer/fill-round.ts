import type { FinishedTrial } from '../domain/trial.ts';
import type { Continuation } from './pruning.ts';

/**
 * Rounds a round up to a multiple of the program calls that run at once, so that none is idle while it ends: the
 * trials that are scored on anyway get some examples more, the best first. These examples are the likeliest to be
 * asked for in the next round. Pure.
 *
 * @param threads program calls in flight
 */
export function fillRound(
  needed: readonly Continuation[],
  trials: readonly FinishedTrial[],
  threads: number,
): Continuation[] {
  let room = -needed.reduce((sum, { cells }) => sum + cells, 0) % threads;
  if (room < 0) room += threads;
  const scoreOf = ({ number }: Continuation) => trials[number]?.score ?? 0;
  const more = new Map<number, number>();
  for (const each of needed.toSorted((a, b) => scoreOf(b) - scoreOf(a) || a.number - b.number)) {
    const { cells = 0, open } = trials[each.number] ?? {};
    const extra = Math.min(room, (open?.planned ?? cells) - cells - each.cells);
    more.set(each.number, extra);
    room -= extra;
  }
  return needed.map(({ number, cells }) => ({ number, cells: cells + (more.get(number) ?? 0) }));
}
