import { crc32 } from 'node:zlib';
import type { CellScore, ScoreStore } from '../domain/score-store.ts';
import type { CellProblem } from '../domain/score.ts';
import type { StoreDatabase } from './store-database.ts';
import type { Row } from './store-statement.ts';

/** Scored cells in SQLite, each with a checksum: a retried shard finds what an earlier attempt scored. */
export class SqliteScoreStore implements ScoreStore {
  readonly #database: StoreDatabase;

  constructor(database: StoreDatabase) {
    this.#database = database;
  }

  getMany(subject: string, exampleIds: readonly string[]): ReadonlyMap<string, CellScore> {
    const statement = this.#database.prepare(
      'SELECT subject, example, score, problem, crc FROM scores WHERE subject = ? AND example = ?',
    );
    const found = new Map<string, CellScore>();
    for (const id of exampleIds) {
      const row = statement.get(subject, id);
      if (row === undefined) continue;
      if (isAsWritten(row)) found.set(id, toCell(row['score'], row['problem']));
      else this.#forget(subject, id);
    }
    return found;
  }

  putIfAbsent(subject: string, exampleId: string, cell: CellScore): void {
    this.#database
      .prepare(
        'INSERT INTO scores (subject, example, score, problem, crc) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      )
      .run(
        subject,
        exampleId,
        cell.score,
        cell.problem,
        checksum(subject, exampleId, [cell.score, cell.problem]),
      );
  }

  /** Its answers are stored: to score it again costs nothing. */
  #forget(subject: string, exampleId: string): void {
    this.#database.prepare('DELETE FROM scores WHERE subject = ? AND example = ?').run(subject, exampleId);
  }
}

/** False when the bytes changed since they were written. Rows from before there were checksums are believed. */
export function isAsWritten({ subject, example, score, problem, crc }: Row): boolean {
  return crc === null || crc === checksum(String(subject), String(example), [score, problem]);
}

function checksum(subject: string, example: string, cell: readonly unknown[]): number {
  return crc32(JSON.stringify([subject, example, ...cell]));
}

function toCell(score: unknown, problem: unknown): CellScore {
  return { score: Number(score), problem: problem === null ? null : (String(problem) as CellProblem) };
}
