import type { KnownCells, SubjectCells } from '../domain/run-memory.ts';
import type { CellProblem, Score } from '../domain/score.ts';
import { isAsWritten, SqliteScoreStore } from './sqlite-score-store.ts';
import type { StoreDatabase } from './store-database.ts';

export function noteSubject(database: StoreDatabase, runId: string, subject: string): void {
  database
    .prepare('INSERT INTO run_subjects (run, subject) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run(runId, subject);
}

/** All scored cells of the subjects that the run has scored. */
export function cellsOf(database: StoreDatabase, runId: string): KnownCells {
  const rows = database
    .prepare(
      `SELECT s.subject, s.example, s.score, s.problem, s.crc FROM run_subjects u JOIN scores s ON s.subject = u.subject
       WHERE u.run = ? ORDER BY s.subject, s.example`,
    )
    .all(runId)
    .filter(isAsWritten);
  const examples = [...new Set(rows.map((row) => String(row['example'])))].toSorted();
  const positions = new Map(examples.map((example, position) => [example, position]));
  const subjects: Record<string, Growing> = {};
  for (const { subject, example, score, problem } of rows) {
    const own = (subjects[String(subject)] ??= { scores: [], at: [], problems: {} });
    const position = positions.get(String(example)) ?? 0;
    own.at.push(position);
    own.scores.push(Number(score));
    if (problem !== null) own.problems[position] = String(problem) as CellProblem;
  }
  return {
    examples,
    subjects: Object.fromEntries(Object.entries(subjects).map(([name, own]) => [name, tidy(own)])),
  };
}

interface Growing {
  readonly scores: Score[];
  readonly at: number[];
  readonly problems: Record<string, CellProblem>;
}

function tidy({ scores, at, problems }: Growing): SubjectCells {
  return {
    scores,
    ...(at.some((position, index) => position !== index) && { at }),
    ...(Object.keys(problems).length > 0 && { problems }),
  };
}

/** Keeps the scores that are here already. */
export function restoreCells(database: StoreDatabase, runId: string, cells: KnownCells): void {
  const store = new SqliteScoreStore(database);
  for (const [subject, { scores, at, problems = {} }] of Object.entries(cells.subjects)) {
    noteSubject(database, runId, subject);
    for (const [index, score] of scores.entries()) {
      const position = at?.[index] ?? index;
      const example = cells.examples[position];
      if (example !== undefined)
        store.putIfAbsent(subject, example, { score, problem: problems[position] ?? null });
    }
  }
}
