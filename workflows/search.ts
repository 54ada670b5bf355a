import { allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { FinishedTrial } from '../domain/trial.ts';
import { nextStep, type NextStep } from '../optimizer/schedule.ts';
import { isSampled } from '../optimizer/standings.ts';
import { suggestTrials } from './activity-proxies.ts';
import { choiceCounts } from './candidates.ts';
import { checkpoint, checkpointBeside } from './checkpoint.ts';
import type { optimize } from './optimize.ts';
import { isSizedByThreads } from './patches.ts';
import { insist } from './perform.ts';
import { patch, prepared, RunEnding, untilAllowed, type Run } from './run.ts';
import { beginTrial, scoreOn } from './score-trial.ts';
import { together } from './together.ts';

/** Sampled trials in one workflow run before it continues as new: keeps a replay under a second. */
const TRIALS_PER_WORKFLOW_RUN = 75;

/**
 * Stage 2: waves of suggested trials, and after each round a full scoring of the front-runner. State changes only
 * between steps, in the order of trial numbers, so that the order in which shards finish cannot matter.
 */
export async function search(run: Run): Promise<void> {
  const startedWith = sampledTrials(run).length;
  for (;;) {
    await untilAllowed(run, 'optional');
    await continueWhenDue(run, sampledTrials(run).length - startedWith);
    const { parallelTrials, search: sampler } = run.spec.settings;
    const { sizes } = prepared(run);
    const threads = isSizedByThreads() ? { numThreads: run.spec.numThreads } : {};
    const step = nextStep({ sizes, parallelTrials, search: sampler, ...threads }, run.state.trials);
    if (step.kind === 'finished') return;
    if (step.kind === 'baseline')
      throw new Error('The search began before the unchanged program was scored.');
    if (step.kind === 'wave') await scoreWave(run, step);
    else if (step.kind === 'score-on') await scoreRest(run, step);
    else await scoreFrontRunner(run, step);
  }
}

type Step<K extends NextStep['kind']> = Extract<NextStep, { kind: K }>;

function sampledTrials(run: Run): FinishedTrial[] {
  return run.state.trials.filter(isSampled);
}

/**
 * Trials of one wave are suggested together, the later ones counting the earlier as bad, and scored together. What a
 * full scoring before it has cost is saved meanwhile.
 */
async function scoreWave(run: Run, wave: Step<'wave'>): Promise<void> {
  if (isSizedByThreads() && run.state.trials.at(-1)?.origin === 'full-scoring') checkpointBeside(run);
  const suggested = await suggestTrials({
    settings: run.spec.settings,
    sizes: prepared(run).sizes,
    choiceCounts: choiceCounts(run.state),
    finished: run.state.trials,
    sampledTrials: wave.firstSampled,
    count: wave.count,
  });
  const finished = await together(
    suggested.map(({ minibatch, ...trial }) => beginTrial(run, trial, minibatch)),
  );
  remember(run, finished);
}

async function scoreFrontRunner(run: Run, { number, candidate }: Step<'full-scoring'>): Promise<void> {
  const { choices, key } = candidate;
  const finished = await beginTrial(run, { number, choices, key, origin: 'full-scoring' });
  remember(run, [finished]);
  if (!isSizedByThreads()) checkpointBeside(run);
}

/** Takes up trials that were broken off. */
async function scoreRest(run: Run, { trials }: Step<'score-on'>): Promise<void> {
  const after = await together(trials.map((each) => scoreOn(run, each)));
  const byNumber = new Map(after.map((trial) => [trial.number, trial]));
  patch(run, { trials: run.state.trials.map((trial) => byNumber.get(trial.number) ?? trial) });
  if (!isSizedByThreads() && after.some(({ full }) => full)) checkpointBeside(run);
}

function remember(run: Run, finished: readonly FinishedTrial[]): void {
  patch(run, { trials: [...run.state.trials, ...finished] });
}

/** Only here, where no activity is under way: closing a workflow run cancels its activities. */
async function continueWhenDue(run: Run, trialsInThisRun: number): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested && trialsInThisRun < TRIALS_PER_WORKFLOW_RUN) return;
  if (run.state.control.stop !== null) throw new RunEnding(run.state.stoppedBecause ?? 'stopped');
  await condition(allHandlersFinished);
  await insist(run, () => checkpoint(run));
  await continueAsNew<typeof optimize>({ spec: run.spec, resume: run.state });
}
