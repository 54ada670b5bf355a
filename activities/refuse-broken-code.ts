import type { CellScore } from '../domain/score-store.ts';
import { METRIC_PROBLEMS, PROGRAM_PROBLEMS, type CellProblem } from '../domain/score.ts';
import type { ScoreShardInput } from './contract.ts';
import type { LoadedTask } from './dependencies.ts';
import { failure } from './failures.ts';
import { nameOfExample } from './name-of-example.ts';

const NAMED_AT_MOST = 3;

/** What a shard's cells came to, by the ids of their examples. */
type Cells = ReadonlyMap<string, CellScore | null>;

/**
 * A metric that fails often is broken, not unlucky; so is a program that fails often unchanged. Scoring on would teach
 * the search nonsense.
 * @throws MetricFailed, naming examples; LmOutage when it is the provider that refuses often
 */
export function refuseBrokenCode(input: ScoreShardInput, task: LoadedTask, cells: Cells): void {
  const { purpose, maxErrors } = input;
  const refused = idsOf(cells, ['provider-refused-cell']).length;
  if (refused > maxErrors) {
    throw failure(
      'LmOutage',
      `The provider refused ${refused} of ${input.cells.length} examples (limit ${maxErrors}).`,
    );
  }
  refuse(input, task, { what: 'metric', ids: idsOf(cells, METRIC_PROBLEMS) });
  if (purpose === 'baseline') refuse(input, task, { what: 'program', ids: idsOf(cells, PROGRAM_PROBLEMS) });
}

function refuse(
  { maxErrors, cells }: ScoreShardInput,
  task: LoadedTask,
  { what, ids }: { what: 'metric' | 'program'; ids: readonly string[] },
): void {
  if (ids.length < Math.min(maxErrors, cells.length)) return;
  const named = ids.slice(0, NAMED_AT_MOST).map((id) => nameOfExample(task, id));
  throw failure(
    'MetricFailed',
    `The ${what} threw, gave no number or did not end on ${ids.length} of ${cells.length} examples (limit ${maxErrors}), such as ${named.join(', ')}. ` +
      'Run `new Evaluate({ devset, metric }).run(program)` on a few examples to see the error, mend it, and start the run again.',
  );
}

function idsOf(cells: Cells, problems: readonly CellProblem[]): string[] {
  return [...cells].flatMap(([id, cell]) => (cell?.problem && problems.includes(cell.problem) ? [id] : []));
}
