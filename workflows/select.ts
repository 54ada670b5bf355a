import { ApplicationFailure } from '@temporalio/workflow';
import { BASELINE_KEY } from '../domain/candidate.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { RunResult } from '../domain/run.ts';
import { bestFullTrial } from '../optimizer/standings.ts';
import { recordResult } from './activity-proxies.ts';
import { UNCHANGED } from './baseline.ts';
import { candidateOf } from './candidates.ts';
import { checkpoint } from './checkpoint.ts';
import { insist } from './perform.ts';
import { contextOf, elapsedMs, patch, prepared, RunEnding, type Run } from './run.ts';
import { scoreCandidate } from './scoring.ts';

/** Stage 3: the best by full score becomes the result, with its score on the test set when the run was completed. */
export async function select(run: Run): Promise<RunResult> {
  if (run.state.prepared === null) {
    throw ApplicationFailure.nonRetryable(
      'The run was stopped before its data was prepared: there is no result.',
      'StoppedEarly',
    );
  }
  const best = winnerOf(run);
  await scoreOnTest(run, best);
  patch(run, { stage: 'select' });
  await insist(run, () => checkpoint(run));
  const result = await insist(run, () =>
    recordResult({
      run: contextOf(run),
      spec: run.spec,
      state: run.state,
      best,
      instructions: run.state.instructions,
      demos: run.state.demos,
      wallMs: elapsedMs(run),
    }),
  );
  patch(run, { stage: 'finished' });
  return result;
}

function winnerOf(run: Run): Candidate {
  const best = bestFullTrial(run.state.trials);
  return best === null || best.key === BASELINE_KEY ? UNCHANGED : candidateOf(run.state, best.choices);
}

/** An early end leaves the test set alone: its calls were not asked for, or can no longer be paid. */
async function scoreOnTest(run: Run, best: Candidate): Promise<void> {
  const { testset } = prepared(run);
  const { test, stoppedBecause } = run.state;
  if (testset === null || test.best !== null || stoppedBecause !== 'completed') return;
  try {
    const score =
      best.key === BASELINE_KEY && test.baseline !== null
        ? test.baseline
        : await scoreCandidate(run, { purpose: 'test', candidate: best, dataset: testset, cells: null });
    patch(run, { test: { ...run.state.test, best: score } });
  } catch (error) {
    if (!(error instanceof RunEnding)) throw error;
    patch(run, { stoppedBecause: error.reason });
  }
}
