import type { Progress } from '../../domain/run.ts';
import type { FinishedTrial } from '../../domain/trial.ts';
import { count, percent } from './words.ts';

const STAGE_TITLES: { readonly [stage in Progress['stage']]: string } = {
  prepare: 'preparing: loading the task, splitting and freezing the data',
  propose:
    'stage 1: bootstrapping demonstrations and proposing instructions; the baseline is scored meanwhile',
  search: 'stage 2: searching combinations of instructions and demonstrations',
  select: 'stage 3: selecting the winner',
  finished: 'finished',
};

/** What a log should say between two looks at a run: one line per event, in order. Pure. */
export function newLines(before: Progress | null, now: Progress): string[] {
  const title = (...stages: Progress['stage'][]) =>
    before?.stage !== now.stage && stages.includes(now.stage) ? [STAGE_TITLES[now.stage]] : [];
  // A title stands before what belongs to its stage, and after what the stage before has left.
  return [
    ...planLines(before?.sizes ?? null, now.sizes),
    ...title('prepare', 'propose'),
    ...finishedSteps(before, now),
    ...title('search'),
    ...trialLines(before?.trials ?? [], now.trials),
    ...title('select', 'finished'),
    ...statusLines(before, now),
  ];
}

function planLines(before: Progress['sizes'], now: Progress['sizes']): string[] {
  if (now === null) return [];
  if (before === null) return [planLine(now)];
  return now.trials > before.trials ? [`extended: ${count(now.trials, 'trial')} in all`] : [];
}

function planLine(sizes: NonNullable<Progress['sizes']>): string {
  const scoring = sizes.minibatch
    ? `minibatches of ${sizes.minibatchSize}, a full scoring every ${count(sizes.fullEvalSteps, 'trial')}`
    : 'every trial on the whole validation set';
  return (
    `plan: ${count(sizes.trials, 'trial')}, ${count(sizes.demoSets, 'demo set')}, ${count(sizes.instructions, 'instruction')} per predictor; ` +
    `${sizes.trainCount} training and ${sizes.valCount} validation examples; ${scoring}`
  );
}

function finishedSteps(before: Progress | null, now: Progress): string[] {
  return now.steps
    .filter(({ name, done, total }) => {
      if (name.endsWith('shards') || done < total) return false;
      const earlier = before?.steps.find((step) => step.name === name);
      return earlier === undefined || earlier.done < done;
    })
    .map(({ name, done, total }) => `  ${name}: ${done} of ${total}`);
}

/** New trials, and those that were scored on to their end. */
function trialLines(before: readonly FinishedTrial[], now: readonly FinishedTrial[]): string[] {
  return now.flatMap((trial) => {
    const earlier = before[trial.number];
    if (earlier === undefined) return [trialLine(trial)];
    return earlier.open !== undefined && trial.open === undefined ? [trialLine(trial, ', scored on')] : [];
  });
}

export function trialLine(trial: FinishedTrial, how = ''): string {
  const score = `${percent(trial.score)} %`;
  if (trial.origin === 'default') return `baseline: ${score} on ${count(trial.cells, 'validation example')}`;
  const what = trial.origin === 'full-scoring' ? 'full scoring' : `trial ${trial.number}`;
  const planned = trial.open === undefined ? '' : ` of ${trial.open.planned}`;
  return `  ${what}${how}: ${score} on ${trial.cells}${planned} (choices ${trial.key})`;
}

function statusLines(before: Progress | null, now: Progress): string[] {
  if (before?.status === now.status || now.status === 'running' || now.status === 'finished') return [];
  // Whoever follows a run is told of a block in full by the error that ends the following.
  if (now.blocked !== null) return [];
  if (now.status === 'paused') return ['paused: `durable-mipro resume` goes on'];
  return ['stopping: the best so far becomes the result'];
}
