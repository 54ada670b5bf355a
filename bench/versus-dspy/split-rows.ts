import { rng } from '../../optimizer/rng.ts';
import { valCountOf } from '../../optimizer/split.ts';
import type { Row, SplitRows } from './run-order.ts';

const TEST_ROWS = 120;

/** Another split for each seed. Of what is not held out, one fifth trains and four fifths validate. Pure. */
export function splitRows(rows: readonly Row[], seed: number): SplitRows {
  const order = rng(seed, 'bench-split', 0).shuffle(rows);
  const cut = order.length - TEST_ROWS;
  const trainCount = cut - valCountOf(cut);
  return { train: order.slice(0, trainCount), val: order.slice(trainCount, cut), test: order.slice(cut) };
}
