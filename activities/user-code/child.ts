/** Runs in a child process: loads a task file and runs its code, one message per piece of work. Its models are asked by the parent. */
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Example } from '../../domain/example.ts';
import { withCallScope, type CallScope } from '../../lm/call-scope.ts';
import type { LmResponse } from '../../lm/language-model.ts';
import type { TaskDefinition } from '../../program/task.ts';
import { callProgram } from '../call-program.ts';
import { runExample } from '../run-example.ts';
import { openChildTask, type ChildTask } from './child-task.ts';
import type { FromChild, Start, ToChild, Work } from './messages.ts';
import { toNamedSteps, toOverlay } from './named-predictors.ts';
import { createPending, type Pending } from './pending.ts';
import { fromPlain, toPlain } from './plain-error.ts';
import { judgeLabels, reachModel } from './try-code.ts';

const start = JSON.parse(process.argv[2] ?? '{}') as Start;
const awaited = new Map<number, Pending<LmResponse>>();
let calls = 0;
let underWay = 0;
let beat: NodeJS.Timeout | undefined;

function tell(message: FromChild): void {
  process.send?.(message);
}

/** Model calls go to the parent, which has the keys, the limits, the stores and the account. */
function scopeOf(job: number): CallScope {
  return {
    around: (outgoing) => {
      const call = (calls += 1);
      const reply = createPending<LmResponse>();
      awaited.set(call, reply);
      tell({ kind: 'call', job, call, outgoing });
      return reply.promise;
    },
  };
}

async function perform(task: ChildTask, job: number, work: Work): Promise<unknown> {
  const { variant, example: plain } = work;
  const example = new Example(plain.fields).withInputs(...plain.inputs) as Example;
  const code = task.variedBy(variant);
  const { metric } = code;
  if (work.kind === 'judge-labels') return judgeLabels(metric, example);
  if (work.kind === 'call') return withCallScope(scopeOf(job), () => callProgram(code.program, example));
  const { program, lm } = code[work.role];
  if (work.kind === 'reach-model') return reachModel(program, example);
  const onAnswered = () => tell({ kind: 'answered', job });
  const { withTrace } = work;
  const overlay = toOverlay(program, work.overlay);
  const run = () => runExample({ program, metric, lm, overlay, example, withTrace, onAnswered });
  const outcome = await withCallScope(scopeOf(job), run);
  return outcome.kind === 'problem' ? outcome : { ...outcome, trace: toNamedSteps(program, outcome.trace) };
}

async function take(task: ChildTask, job: number, work: Work): Promise<void> {
  underWay += 1;
  beat ??= setInterval(() => tell({ kind: 'beat' }), start.beatEveryMs);
  try {
    const outcome: unknown = await perform(task, job, work);
    // As JSON, which is how it would be stored: user code may have put anything into a field.
    tell({ kind: 'done', job, outcome: JSON.parse(JSON.stringify(outcome ?? null)) });
  } catch (error) {
    tell({ kind: 'thrown', job, error: toPlain(error) });
  }
  underWay -= 1;
  if (underWay > 0) return;
  clearInterval(beat);
  beat = undefined;
}

function settle(message: Extract<ToChild, { call: number }>): void {
  const reply = awaited.get(message.call);
  awaited.delete(message.call);
  if (message.kind === 'answer') reply?.resolve(message.response);
  else reply?.reject(fromPlain(message.error));
}

// Node would print the error, whose words may quote an example.
process.on('uncaughtException', () => {
  tell({ kind: 'threw' });
  process.exit(1);
});
process.on('disconnect', () => process.exit(0));
// Sent to a whole group of processes: it is the parent that ends in good order, and this one after it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

const guard = new URL(`guard.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);
new Worker(guard, { workerData: { memoryMb: start.memoryMb } }).unref();

try {
  const loaded = (await import(pathToFileURL(start.file).href)) as { default: TaskDefinition };
  const task = openChildTask(loaded.default, start);
  process.on('message', (message: ToChild) => {
    if (message.kind === 'work') void take(task, message.job, message.work);
    else settle(message);
  });
  tell({ kind: 'ready' });
} catch (error) {
  tell({ kind: 'unusable', error: toPlain(error) });
}
