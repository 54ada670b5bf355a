import type { Evidence, ReportedCell, ScoreRow } from '../evidence.ts';
import { unless, type Finding } from '../violation.ts';

const cellOf = ({ subject, example }: ScoreRow) => `${subject}/${example}`;

/**
 * I1: whatever was killed and tried again, a candidate has one score on an example: one row in the store, and every
 * report to the workflow says the same. Trials are numbered without a gap, each once.
 */
export function oneScorePerCell({ store, histories, files }: Evidence): readonly Finding[] {
  const stored = new Map(store.scores.map((row) => [cellOf(row), row.score]));
  const reported = histories.flatMap(({ cells }) => cells);
  const missing = reported.filter((cell) => !stored.has(cellOf(cell)));
  const different = reported.filter((cell) => !missing.includes(cell) && differs(cell, stored));
  const numbers = files.result?.trials.map(({ number }) => number) ?? [];
  const gap = numbers.findIndex((number, position) => number !== position);
  return [
    ...unless(stored.size === store.scores.length, 'a cell is stored more than once', {
      rows: store.scores.length,
      cells: stored.size,
    }),
    ...unless(missing.length === 0, 'cells were reported and are not stored', {
      missing: missing.length,
      reported: reported.length,
    }),
    ...unless(different.length === 0, 'cells were reported with another score than the stored one', {
      different: different.length,
      reported: reported.length,
    }),
    ...unless(gap === -1, 'the numbers of the trials are not 0, 1, 2, …', {
      position: gap,
      trials: numbers.length,
    }),
  ];
}

function differs(cell: ReportedCell, stored: ReadonlyMap<string, number>): boolean {
  return stored.get(cellOf(cell)) !== cell.score;
}
