import { BASELINE_KEY } from '../domain/candidate.ts';
import type { Candidate } from '../domain/candidate.ts';
import { positionSet } from '../domain/position-set.ts';
import { withScores } from '../optimizer/trial-scoring.ts';
import { defaultChoices } from './candidates.ts';
import { patch, prepared, type Run } from './run.ts';
import { scoreCandidate, scoreCells } from './scoring.ts';

/** The unchanged program: its own instructions and demos. */
export const UNCHANGED: Candidate = { key: BASELINE_KEY, patches: [] };

/** Scores the unchanged program on the validation set, which is trial 0, and once on the test set if there is one. */
export async function scoreBaseline(run: Run): Promise<void> {
  const { valset, testset } = prepared(run);
  if (run.state.trials.length === 0) {
    const scores = await scoreCells(run, {
      purpose: 'baseline',
      candidate: UNCHANGED,
      dataset: valset,
      cells: null,
    });
    const choices = defaultChoices(prepared(run));
    const trial = { number: 0, choices, key: BASELINE_KEY, origin: 'default' } as const;
    const finished = withScores(prepared(run), trial, scores);
    const hard = positionSet(scores.length, (position) => (scores[position] ?? 0) < finished.score);
    patch(run, { trials: [finished], hard });
  }
  if (testset !== null && run.state.test.baseline === null) {
    const score = await scoreCandidate(run, {
      purpose: 'test',
      candidate: UNCHANGED,
      dataset: testset,
      cells: null,
    });
    patch(run, { test: { ...run.state.test, baseline: score } });
  }
}
