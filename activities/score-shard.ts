import { scoredParts } from '../domain/fingerprint.ts';
import type { CellProblem, Score } from '../domain/score.ts';
import type { CellScore } from '../domain/score-store.ts';
import { hashOf } from '../stores/content-hash.ts';
import { candidateOverlay } from './candidate-overlay.ts';
import { createCellTrials, type CellTrials } from './cell-trials.ts';
import type { ScoreReport, ScoreShardInput } from './contract.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { thaw, type IdentifiedExample } from './frozen-data.ts';
import { isProviderWell } from './is-provider-well.ts';
import { modelWork, type ModelWork } from './model-work.ts';
import { PRIORITY } from './program-slots.ts';
import { refuseBrokenCode } from './refuse-broken-code.ts';
import { tellOfStop } from './tell-of-stop.ts';
import type { NamedOverlay } from './user-code/user-code.ts';

/** What a cell that cannot be scored gets. */
const FAILURE_SCORE = 0;

/**
 * Scores some cells of one candidate under the process-wide limit. Known cells cost nothing; each new one is stored
 * before it is reported, so a shard that is tried again goes on where it was.
 */
export async function scoreShard(deps: Dependencies, input: ScoreShardInput): Promise<ScoreReport> {
  const job = { run: input.run, stage: input.purpose, model: (task: LoadedTask) => task.lm };
  return modelWork(deps, job, async (work) => {
    const overlay = await candidateOverlay(deps.artifacts, work.task.program, input.candidate);
    const examples = await thaw(deps.artifacts, input.dataset);
    const subject = subjectOf(input);
    deps.records.noteSubject(input.run.runId, subject);
    const shard = { deps, input, work, overlay, subject, trials: createCellTrials(work) };
    const wanted = input.cells.map((cell) => exampleAt(examples, cell));
    const cells = await scoreCells(shard, wanted);
    refuseBrokenCode(input, work.task, new Map(wanted.map(({ id }, index) => [id, cells[index] ?? null])));
    return report(input, cells);
  });
}

interface Shard {
  readonly deps: Dependencies;
  readonly input: ScoreShardInput;
  readonly work: ModelWork;
  readonly overlay: NamedOverlay;
  readonly subject: string;
  readonly trials: CellTrials;
}

/** All that a score depends on but the example. */
function subjectOf({ run, candidate }: ScoreShardInput): string {
  return hashOf({ task: scoredParts(run.fingerprint), patches: candidate.patches });
}

function exampleAt(examples: readonly IdentifiedExample[], position: number): IdentifiedExample {
  const example = examples[position];
  if (example === undefined) throw new Error(`The data set has no example at position ${position}.`);
  return example;
}

/** In the order asked for; null where the budget ended first. */
async function scoreCells(shard: Shard, wanted: readonly IdentifiedExample[]): Promise<(CellScore | null)[]> {
  const { scores } = shard.deps;
  const ids = wanted.map(({ id }) => id);
  const before = scores.getMany(shard.subject, ids);
  await Promise.all(wanted.filter(({ id }) => !before.has(id)).map((example) => scoreCell(shard, example)));
  const answered = wanted.find(({ id }) => before.get(id)?.problem === null);
  await shard.trials.settle({
    isProviderWell: async () =>
      answered !== undefined && isProviderWell((signal) => inSlot(shard, signal, answered)),
    blamedBefore: countProblems([...before.values()])['provider-refused-cell'] ?? 0,
    onBlamed: (id, cell) => scores.putIfAbsent(shard.subject, id, cell),
    maxErrors: shard.input.maxErrors,
  });
  const after = scores.getMany(shard.subject, ids);
  return ids.map((id) => after.get(id) ?? null);
}

async function scoreCell(shard: Shard, example: IdentifiedExample): Promise<void> {
  const { deps, subject, trials, work } = shard;
  const cell = await trials.attempt(example.id, () => inSlot(shard, work.signal, example));
  if (cell !== null) deps.scores.putIfAbsent(subject, example.id, cell);
}

function inSlot(shard: Shard, signal: AbortSignal, example: IdentifiedExample): Promise<CellScore> {
  const { deps, input } = shard;
  const { runId, numThreads: limit } = input.run;
  const slot = { runId, limit, priority: PRIORITY[priorityOf(input.purpose)], signal };
  return deps.slots.run(slot, () => runCell(shard, example));
}

function priorityOf(purpose: ScoreShardInput['purpose']): keyof typeof PRIORITY {
  return purpose === 'trial' || purpose === 'full' ? 'trial' : 'baseline';
}

async function runCell(
  { deps, work, overlay }: Shard,
  { id, example }: IdentifiedExample,
): Promise<CellScore> {
  const job = { role: 'program', overlay, example, withTrace: false } as const;
  const outcome = await deps.userCode.runExample(work.task, job);
  if (outcome.kind === 'problem') tellOfStop(work.task, id, outcome.problem);
  if (outcome.kind === 'problem') return { score: FAILURE_SCORE, problem: outcome.problem };
  return { score: rounded(outcome.score), problem: null };
}

/** Six decimals, so that what history holds does not depend on the last bit of a sum. */
function rounded(score: Score): Score {
  return Math.round(score * 1e6) / 1e6;
}

function report(input: ScoreShardInput, cells: readonly (CellScore | null)[]): Omit<ScoreReport, 'usage'> {
  return {
    candidateKey: input.candidate.key,
    scores: cells.map((cell) => cell?.score ?? null),
    problems: countProblems(cells),
    stopped: cells.includes(null) ? 'budget' : null,
  };
}

function countProblems(cells: readonly (CellScore | null)[]): { [problem in CellProblem]?: number } {
  const counts: { [problem in CellProblem]?: number } = {};
  for (const cell of cells) {
    if (cell?.problem) counts[cell.problem] = (counts[cell.problem] ?? 0) + 1;
  }
  return counts;
}
