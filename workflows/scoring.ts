import { ApplicationFailure } from '@temporalio/workflow';
import type { ScoreReport, ScoreShardInput } from '../activities/contract.ts';
import type { DatasetRef } from '../domain/artifact.ts';
import type { Candidate } from '../domain/candidate.ts';
import { toPercent } from '../domain/percent.ts';
import type { Score } from '../domain/score.ts';
import { scoreShard } from './activity-proxies.ts';
import { isSizedByThreads } from './patches.ts';
import { perform } from './perform.ts';
import { addToLedger, contextOf, countStep, patch, RunEnding, type Run } from './run.ts';
import { together } from './together.ts';

/** Most cells in one activity: few enough for its heartbeat and a quick retry. */
export const LARGEST_SHARD = 50;

/** Fewest, where there are so many: keeps history short and the work of Temporal small beside that of the cells. */
const SMALLEST_SHARD = 12;

export interface Scoring {
  readonly purpose: ScoreShardInput['purpose'];
  readonly candidate: Candidate;
  readonly dataset: DatasetRef;
  /** Positions in the dataset; null means all. */
  readonly cells: readonly number[] | null;
}

/** The mean score of a candidate on some cells, rounded to two decimals of a percent as DSPy rounds it. Throws as `scoreCells`. */
export async function scoreCandidate(run: Run, scoring: Scoring): Promise<Score> {
  return Math.round(toPercent(await scoreCells(run, scoring)) * 100) / 10_000;
}

/**
 * Scores a candidate on some cells, all shards at once; in the order of the cells.
 *
 * @throws RunEnding when the budget ends before all cells are scored
 */
export async function scoreCells(run: Run, scoring: Scoring): Promise<Score[]> {
  const cells = scoring.cells ?? Array.from({ length: scoring.dataset.count }, (_, position) => position);
  const shards = shardsOf(cells, shardSize(run));
  countStep(run, stepName(scoring.purpose), { total: shards.length });
  const reports = await together(shards.map((shard) => scoreOne(run, scoring, shard)));
  const scores = reports.flatMap((report) => report.scores);
  const known = scores.filter((score) => score !== null);
  if (known.length < scores.length) throw new RunEnding('budget');
  return known;
}

async function scoreOne(run: Run, scoring: Scoring, cells: readonly number[]): Promise<ScoreReport> {
  const { purpose, candidate, dataset } = scoring;
  const { maxErrors } = run.spec.settings;
  const report = await perform(run, () =>
    scoreShard({ run: contextOf(run), purpose, candidate, dataset, cells, maxErrors }),
  );
  refuseOtherCandidate(candidate.key, report);
  addToLedger(run, report.usage);
  addProblems(run, report.problems);
  countStep(run, stepName(purpose), { done: 1 });
  return report;
}

/** Replay compares ids and types of activities, not inputs: without the echo a score could go to another candidate. */
export function refuseOtherCandidate(key: string, report: ScoreReport): void {
  if (report.candidateKey === key) return;
  throw ApplicationFailure.nonRetryable(
    `Asked for the scores of candidate ${key}, got those of ${report.candidateKey}.`,
    'CandidateMismatch',
  );
}

function addProblems(run: Run, problems: ScoreReport['problems']): void {
  const total: Record<string, number> = { ...run.state.problems };
  for (const [problem, count] of Object.entries(problems)) total[problem] = (total[problem] ?? 0) + count;
  patch(run, { problems: total });
}

function stepName(purpose: ScoreShardInput['purpose']): string {
  return {
    baseline: 'baseline shards',
    trial: 'trial shards',
    full: 'full-scoring shards',
    test: 'test shards',
    holdout: 'holdout shards',
  }[purpose];
}

/** As many cells as a worker runs at once, so that a fleet can share even a small step. */
function shardSize({ spec }: Run): number {
  if (!isSizedByThreads()) return LARGEST_SHARD;
  return Math.min(LARGEST_SHARD, Math.max(SMALLEST_SHARD, spec.numThreads));
}

/** Cells as activities take them: pieces of nearly one size. */
export function shardsOf(cells: readonly number[], most: number): number[][] {
  const size = Math.ceil(cells.length / Math.ceil(cells.length / most));
  const shards: number[][] = [];
  for (let start = 0; start < cells.length; start += size) shards.push(cells.slice(start, start + size));
  return shards;
}
