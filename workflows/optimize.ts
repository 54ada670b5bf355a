import { CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow';
import { budgetInForce } from '../domain/extension.ts';
import type { OptimizeRequest, RunResult } from '../domain/run.ts';
import { prepareRun } from './activity-proxies.ts';
import { scoreBaseline } from './baseline.ts';
import { checkpoint, checkpointBeside } from './checkpoint.ts';
import { watchDeadline } from './deadline.ts';
import { listen } from './handlers.ts';
import { perform } from './perform.ts';
import { propose } from './propose.ts';
import { patch, RunEnding, type Run } from './run.ts';
import { search } from './search.ts';
import { select } from './select.ts';
import { startState } from './start-state.ts';
import { together } from './together.ts';

/**
 * One optimization, from data to the winning program. Survives the death of anything; ends early with the best so far
 * when it is told to stop or its budget is used up; waits, visibly, when only a person can help.
 */
export async function optimize(request: OptimizeRequest): Promise<RunResult> {
  const state = startState(request.resume);
  const run: Run = {
    id: workflowInfo().workflowId,
    spec: { ...request.spec, budget: budgetInForce(request.spec.budget, state.extended) },
    state,
    steps: new Map(),
    interruptible: new Set(),
    saving: Promise.resolve(),
  };
  listen(run);
  if (request.saveFirst === true) checkpointBeside(run);
  try {
    await endsEarly(run, async () => {
      await prepare(run);
      watchDeadline(run);
      await firstStage(run);
      await search(run);
    });
    return await select(run);
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => checkpoint(run));
    throw error;
  }
}

async function prepare(run: Run): Promise<void> {
  if (run.state.prepared !== null) return;
  const prepared = await perform(run, () => prepareRun({ runId: run.id, spec: run.spec }), 'optional');
  patch(run, { prepared });
}

/** The baseline needs nothing that stage 1 makes: both run at once. Both are waited for before the run may end. */
async function firstStage(run: Run): Promise<void> {
  if (run.state.stage === 'prepare') patch(run, { stage: 'propose' });
  if (run.state.stage !== 'propose') return;
  await together([scoreBaseline(run), run.state.instructions === null ? propose(run) : Promise.resolve()]);
  patch(run, { stage: 'search' });
  checkpointBeside(run);
}

async function endsEarly(run: Run, story: () => Promise<void>): Promise<void> {
  try {
    await story();
    patch(run, { stoppedBecause: run.state.stoppedBecause ?? 'completed' });
  } catch (error) {
    if (!(error instanceof RunEnding)) throw error;
    patch(run, { stoppedBecause: run.state.stoppedBecause ?? error.reason });
  }
}
