import { allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { FinishedTrial, SuggestedTrial } from '../domain/trial.ts';
import { nextStep, type NextStep } from '../optimizer/schedule.ts';
import { isSampled } from '../optimizer/standings.ts';
import { suggestTrials } from './activity-proxies.ts';
import { candidateOf, choiceCounts } from './candidates.ts';
import { checkpoint, checkpointBeside } from './checkpoint.ts';
import type { optimize } from './optimize.ts';
import { patch, prepared, RunEnding, untilAllowed, type Run } from './run.ts';
import { scoreCandidate } from './scoring.ts';
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
    const { parallelTrials } = run.spec.settings;
    const step = nextStep({ sizes: prepared(run).sizes, parallelTrials }, run.state.trials);
    if (step.kind === 'finished') return;
    if (step.kind === 'baseline')
      throw new Error('The search began before the unchanged program was scored.');
    if (step.kind === 'wave') await scoreWave(run, step);
    else await scoreFrontRunner(run, step);
  }
}

type Step<K extends NextStep['kind']> = Extract<NextStep, { kind: K }>;

function sampledTrials(run: Run): FinishedTrial[] {
  return run.state.trials.filter(isSampled);
}

/** Trials of one wave are suggested together, the later ones counting the earlier as bad, and scored together. */
async function scoreWave(run: Run, wave: Step<'wave'>): Promise<void> {
  const suggested = await suggestTrials({
    settings: run.spec.settings,
    sizes: prepared(run).sizes,
    choiceCounts: choiceCounts(run.state),
    finished: run.state.trials,
    sampledTrials: wave.firstSampled,
    count: wave.count,
  });
  const finished = await together(suggested.map((trial) => scoreTrial(run, trial)));
  remember(run, finished);
}

async function scoreTrial(run: Run, trial: SuggestedTrial): Promise<FinishedTrial> {
  const { valset } = prepared(run);
  const { number, choices, key, origin, minibatch } = trial;
  const candidate = candidateOf(run.state, choices);
  const score = await scoreCandidate(run, { purpose: 'trial', candidate, dataset: valset, cells: minibatch });
  return {
    number,
    choices,
    key,
    origin,
    score,
    cells: minibatch?.length ?? valset.count,
    full: minibatch === null,
  };
}

async function scoreFrontRunner(run: Run, { number, candidate: front }: Step<'full-scoring'>): Promise<void> {
  const { valset } = prepared(run);
  const candidate = candidateOf(run.state, front.choices);
  const score = await scoreCandidate(run, { purpose: 'full', candidate, dataset: valset, cells: null });
  const { choices, key } = front;
  remember(run, [{ number, choices, key, origin: 'full-scoring', score, cells: valset.count, full: true }]);
  checkpointBeside(run);
}

function remember(run: Run, finished: readonly FinishedTrial[]): void {
  patch(run, { trials: [...run.state.trials, ...finished] });
}

/** Only here, where no activity is under way: closing a workflow run cancels its activities. */
async function continueWhenDue(run: Run, trialsInThisRun: number): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested && trialsInThisRun < TRIALS_PER_WORKFLOW_RUN) return;
  if (run.state.control.stop !== null) throw new RunEnding(run.state.stoppedBecause ?? 'stopped');
  await condition(allHandlersFinished);
  await checkpoint(run);
  await continueAsNew<typeof optimize>({ spec: run.spec, resume: run.state });
}
