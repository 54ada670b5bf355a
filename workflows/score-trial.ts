import type { FinishedTrial } from '../domain/trial.ts';
import type { Continuation } from '../optimizer/pruning.ts';
import { isSampled } from '../optimizer/standings.ts';
import {
  cellsOf,
  firstOf,
  hardFirst,
  withScores,
  type CellInput,
  type NewTrial,
} from '../optimizer/trial-scoring.ts';
import { candidateOf } from './candidates.ts';
import { prepared, type Run } from './run.ts';
import { scoreCells } from './scoring.ts';

/** Scores a new trial, on its minibatch if it has one; with pruning only on the first of its cells. */
export async function beginTrial(
  run: Run,
  trial: NewTrial,
  minibatch?: readonly number[] | null,
): Promise<FinishedTrial> {
  const { trials } = run.state;
  const cells = minibatch ? hardFirst(cellInput(run), minibatch) : cellsOf(cellInput(run), trials, trial);
  return scoreTrial(run, trial, firstOf(cellInput(run), trials, { trial, cells }));
}

/** Scores a trial that was broken off on some cells more. */
export async function scoreOn(run: Run, { number, cells: more }: Continuation): Promise<FinishedTrial> {
  const { trials } = run.state;
  const trial = trials[number];
  if (trial === undefined) throw new Error(`There is no trial ${number} to score on.`);
  const cells = cellsOf(cellInput(run), trials, trial);
  return scoreTrial(run, trial, cells.slice(trial.cells, trial.cells + more));
}

async function scoreTrial(
  run: Run,
  trial: NewTrial & Partial<FinishedTrial>,
  cells: readonly number[],
): Promise<FinishedTrial> {
  const scores = await scoreCells(run, {
    purpose: isSampled(trial) ? 'trial' : 'full',
    candidate: candidateOf(run.state, trial.choices),
    dataset: prepared(run).valset,
    cells,
  });
  return withScores(cellInput(run), trial, scores);
}

function cellInput(run: Run): CellInput {
  const { sizes, predictors } = prepared(run);
  return { settings: run.spec.settings, sizes, predictors: predictors.length, hard: run.state.hard ?? '' };
}
