import type { DemoRecipe } from '../optimizer/demo-plan.ts';
import { nextAttempts, type AttemptOutcome } from '../optimizer/next-attempts.ts';
import { rng } from '../optimizer/rng.ts';
import type { Demo } from '../program/adapter.ts';
import type { Predict } from '../program/predict.ts';
import { sameValue } from '../domain/example.ts';
import { isFaultOfCode } from '../domain/score.ts';
import type { SetInMaking } from './bootstrap-demo-set.ts';
import { ATTEMPTS_PER_EXAMPLE, createFailedAttempts, type FailedAttempts } from './failed-attempts.ts';
import { failure, isTransient } from './failures.ts';
import type { IdentifiedExample } from './frozen-data.ts';
import { isProviderWell } from './is-provider-well.ts';
import { PRIORITY } from './program-slots.ts';
import { tellOfStop } from './tell-of-stop.ts';
import type { ExampleOutcome, NamedOverlay, NamedStep } from './user-code/user-code.ts';

/** A training example the teacher solved, and per predictor the demonstration that came of it. */
export interface SolvedExample {
  readonly position: number;
  readonly demos: ReadonlyMap<string, Demo>;
}

/**
 * Tries examples in the recipe's order until enough are solved. Several run at once, but never one that trying them
 * one by one would not reach.
 *
 * @returns solved examples in the order of the recipe, whatever order they ended in
 * @throws MetricFailed when program or metric failed `maxErrors` times
 */
export async function bootstrap(
  set: SetInMaking,
  recipe: Extract<DemoRecipe, { kind: 'bootstrapped' }>,
  teacherDemos: readonly (readonly Demo[])[],
): Promise<{ solved: SolvedExample[]; errors: number }> {
  const { maxErrors } = set.input.settings;
  const outcomes = new Map<number, AttemptOutcome>();
  const solved = new Map<number, SolvedExample>();
  const running = new Set<Promise<void>>();
  const teaching = { ...set, teacherDemos, failed: createFailedAttempts(set.work) };

  const start = (position: number) => {
    outcomes.set(position, 'running');
    const attempt = tryExample(teaching, position).then((result) => {
      outcomes.set(position, result === 'rejected' || result === 'error' ? result : 'solved');
      if (typeof result === 'object') solved.set(position, result);
    });
    const tracked = attempt.finally(() => running.delete(tracked));
    running.add(tracked);
  };

  for (;;) {
    nextAttempts({ order: recipe.order, wanted: recipe.wanted, maxErrors, outcomes }).forEach(start);
    if (running.size === 0) break;
    await oneOf(running);
  }
  const errors = [...outcomes.values()].filter((outcome) => outcome === 'error').length;
  if (errors >= maxErrors) throw tooManyErrors(errors, outcomes.size);
  const inOrder = recipe.order.flatMap((position) => solved.get(position) ?? []);
  return { solved: inOrder.slice(0, recipe.wanted), errors };
}

/** Waits for the first to end; when it failed, for all, so that no call is left alone. */
async function oneOf(running: ReadonlySet<Promise<void>>): Promise<void> {
  try {
    await Promise.race(running);
  } catch (error) {
    await Promise.allSettled(running);
    throw error;
  }
}

function tooManyErrors(errors: number, tried: number): Error {
  return failure(
    'MetricFailed',
    `While bootstrapping, program or metric failed on ${errors} of ${tried} training examples (the limit maxErrors). ` +
      'Run `new Evaluate({ devset, metric }).run(program)` on a few of them to see the error, mend it, and start the run again.',
  );
}

interface Teaching extends SetInMaking {
  readonly teacherDemos: readonly (readonly Demo[])[];
  readonly failed: FailedAttempts;
}

async function tryExample(set: Teaching, position: number): Promise<SolvedExample | 'rejected' | 'error'> {
  const example = set.examples[position];
  if (example === undefined) throw new Error(`The training set has no example at position ${position}.`);
  const outcome = await answerOrBlame(set, example);
  if (outcome === 'to-blame') return 'error';
  if (outcome.kind === 'problem') {
    tellOfStop(set.work.task, example.id, outcome.problem);
    return isFaultOfCode(outcome.problem) ? 'error' : 'rejected';
  }
  if (!isSuccess(outcome.score, set.input.settings.metricThreshold)) return 'rejected';
  return { position, demos: demosOf(set, example, outcome.trace) };
}

/** @throws the call's error until it is certain that the example is to blame, and not the provider */
async function answerOrBlame(
  set: Teaching,
  example: IdentifiedExample,
): Promise<ExampleOutcome | 'to-blame'> {
  try {
    return await runTeacher(set, example, set.work.signal);
  } catch (error) {
    const other = set.examples.find(({ id }) => id !== example.id);
    if (!isTransient(error) || other === undefined) throw error;
    if (!(await isProviderWell((signal) => runTeacher(set, other, signal)))) throw error;
    if (set.failed.count(example.id) < ATTEMPTS_PER_EXAMPLE) throw error;
    return 'to-blame';
  }
}

function runTeacher(
  { deps, input, work, teacherDemos }: Teaching,
  { example }: IdentifiedExample,
  signal: AbortSignal,
): Promise<ExampleOutcome> {
  const shown = teacherOverlay(work.task.teacher.predictors(), teacherDemos, example.toJSON());
  const { runId, numThreads: limit } = input.run;
  const slot = { runId, limit, priority: PRIORITY.bootstrap, signal };
  return deps.slots.run(slot, () =>
    deps.userCode.runExample(work.task, { role: 'teacher', overlay: shown, example, withTrace: true }),
  );
}

/** The teacher shows labeled demos (its own when there are none), never the example it is asked about. */
function teacherOverlay(
  predictors: readonly (readonly [string, Predict])[],
  teacherDemos: readonly (readonly Demo[])[],
  asked: Demo,
): NamedOverlay {
  const overlays = predictors.map(([name, predict], index) => {
    const labeled = teacherDemos[index] ?? [];
    const shown = labeled.length > 0 ? labeled : predict.demos;
    return [name, { demos: shown.filter((demo) => !sameValue(demo, asked)) }] as const;
  });
  return Object.fromEntries(overlays);
}

/** Differs: a threshold of 0 is a threshold, and without one only scores above 0 are successes. */
function isSuccess(score: number, threshold: number | null): boolean {
  return threshold === null ? score > 0 : score >= threshold;
}

/** One demonstration per predictor. Of several calls in one example the last is kept or, every other time, an earlier one. */
function demosOf(
  { input, work }: SetInMaking,
  { id }: IdentifiedExample,
  trace: readonly NamedStep[],
): Map<string, Demo> {
  const demos = new Map<string, Demo>();
  for (const [name] of work.task.teacher.predictors()) {
    const steps = trace.filter((step) => step.predictor === name);
    const draw = rng(input.settings.seed, `demo of ${name} for ${id}`, input.setIndex);
    const kept = steps.length > 1 && draw.unit() < 0.5 ? steps[draw.below(steps.length - 1)] : steps.at(-1);
    if (kept !== undefined) demos.set(name, { augmented: true, ...kept.inputs, ...kept.outputs });
  }
  return demos;
}
