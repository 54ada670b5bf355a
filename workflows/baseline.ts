import { BASELINE_KEY } from '../domain/candidate.ts';
import type { Candidate } from '../domain/candidate.ts';
import { defaultChoices } from './candidates.ts';
import { patch, prepared, type Run } from './run.ts';
import { scoreCandidate } from './scoring.ts';

/** The unchanged program: its own instructions and demos. */
export const UNCHANGED: Candidate = { key: BASELINE_KEY, patches: [] };

/** Scores the unchanged program on the validation set, which is trial 0, and once on the test set if there is one. */
export async function scoreBaseline(run: Run): Promise<void> {
  const { valset, testset } = prepared(run);
  if (run.state.trials.length === 0) {
    const score = await scoreCandidate(run, {
      purpose: 'baseline',
      candidate: UNCHANGED,
      dataset: valset,
      cells: null,
    });
    const choices = defaultChoices(prepared(run));
    const trial = {
      number: 0,
      choices,
      key: BASELINE_KEY,
      origin: 'default',
      score,
      cells: valset.count,
      full: true,
    } as const;
    patch(run, { trials: [trial] });
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
