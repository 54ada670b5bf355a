import type { CellProblem, Score } from './score.ts';

export interface CellScore {
  readonly score: Score;
  readonly problem: CellProblem | null;
}

/**
 * The memory of scored cells. `subject` is a hash of all that the score depends on but the example: program, candidate
 * texts, metric, model. A cell is written before its shard reports it, so that no cell is ever scored twice.
 */
export interface ScoreStore {
  /** Known cells among `exampleIds`. */
  getMany(subject: string, exampleIds: readonly string[]): ReadonlyMap<string, CellScore>;
  /** Keeps the first score of a cell. */
  putIfAbsent(subject: string, exampleId: string, cell: CellScore): void;
}
