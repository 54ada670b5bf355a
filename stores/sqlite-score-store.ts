import type { CellScore, ScoreStore } from '../domain/score-store.ts';
import type { CellProblem } from '../domain/score.ts';
import type { StoreDatabase } from './store-database.ts';

/** Scored cells in SQLite: a retried shard finds what an earlier attempt scored. */
export class SqliteScoreStore implements ScoreStore {
  readonly #database: StoreDatabase;

  constructor(database: StoreDatabase) {
    this.#database = database;
  }

  getMany(subject: string, exampleIds: readonly string[]): ReadonlyMap<string, CellScore> {
    const statement = this.#database.prepare(
      'SELECT score, problem FROM scores WHERE subject = ? AND example = ?',
    );
    const found = new Map<string, CellScore>();
    for (const id of exampleIds) {
      const row = statement.get(subject, id);
      if (row !== undefined) found.set(id, toCell(row['score'], row['problem']));
    }
    return found;
  }

  putIfAbsent(subject: string, exampleId: string, cell: CellScore): void {
    this.#database
      .prepare(
        'INSERT INTO scores (subject, example, score, problem) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      )
      .run(subject, exampleId, cell.score, cell.problem);
  }
}

function toCell(score: unknown, problem: unknown): CellScore {
  return { score: Number(score), problem: problem === null ? null : (String(problem) as CellProblem) };
}
