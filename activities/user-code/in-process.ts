import type { Example } from '../../domain/example.ts';
import { scoredParts } from '../../domain/fingerprint.ts';
import type { StoppedCode } from '../../domain/score.ts';
import { USER_CODE_DEFAULTS } from '../../domain/user-code-options.ts';
import { currentCallScope, withCallScope, type CallScope } from '../../lm/call-scope.ts';
import { CallNotSent } from '../../lm/errors.ts';
import { hashOf } from '../../stores/content-hash.ts';
import { readStoppedWork } from '../../stores/stopped-work.ts';
import type { LoadedTask } from '../dependencies.ts';
import { idOf } from '../frozen-data.ts';
import { nameOfExample } from '../name-of-example.ts';
import { callProgram } from '../call-program.ts';
import { runExample } from '../run-example.ts';
import { asCulprit } from './culprit.ts';
import { toNamedSteps, toOverlay } from './named-predictors.ts';
import { startOwnTime, type OwnTime } from './own-time.ts';
import { createPending } from './pending.ts';
import { stoppedTry } from './stopped-try.ts';
import { judgeLabels, reachModel } from './try-code.ts';
import type { ExampleJob, ExampleOutcome, Role, UserCode } from './user-code.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

interface Piece<T> {
  readonly task: LoadedTask;
  readonly example: Example;
  /** What its outcome depends on beside task and example. */
  readonly what: object;
  /** Whose turn it is. */
  readonly code: () => 'program' | 'metric';
  readonly stopped: (problem: StoppedCode) => T;
  readonly work: (ownTime: OwnTime) => Promise<T>;
}

/**
 * User code in this thread. What waits for ever is left alone after its time. What holds the thread or exits takes the process
 * with it; the next process reads in the file whose work that was and does not try it again.
 * @param file where such work is noted; null: nowhere
 */
export function createInProcess(file: string | null): UserCode {
  const before = readStoppedWork(file);
  let watchdog: Watchdog | null = null;

  async function inTime<T>({ task, example, what, code, stopped, work }: Piece<T>): Promise<T> {
    const { timeoutMs } = task.place ?? USER_CODE_DEFAULTS;
    const key = () =>
      hashOf({ task: task.name, parts: scoredParts(task.fingerprint), what, example: idOf(example) });
    const known = before.isEmpty() ? null : before.problemOf(key());
    if (known !== null) return stopped(known);
    watchdog ??= startWatchdog(timeoutMs, file);
    const late = createPending<T>();
    const ownTime = startOwnTime(timeoutMs, () => late.resolve(stopped(`${code()}-hung`)));
    const describe = () => ({
      key: key(),
      task: task.name,
      example: nameOfExample(task, idOf(example)),
      code: code(),
    });
    const run = () => asCulprit(describe, () => work(ownTime));
    try {
      return await watchdog.watch(timeoutMs, () => Promise.race([late.promise, run()]));
    } finally {
      ownTime.stop();
    }
  }

  return {
    runExample: (task, job) => inTime(examplePiece(task, job)),
    reachModel: (task, role, example) =>
      inTime({
        task,
        example,
        what: { reaches: role },
        code: () => 'program',
        stopped: (problem) => stoppedTry(task, problem),
        work: () => reachModel(codeOf(task, role).program, example),
      }),
    judgeLabels: (task, example) =>
      inTime({
        task,
        example,
        what: { judges: 'labels' },
        code: () => 'metric',
        stopped: (problem) => stoppedTry(task, problem),
        work: () => judgeLabels(task.metric, example),
      }),
    callProgram: (task, example) => inTime(callPiece(task, example)),
    close: async () => watchdog?.close(),
  };
}

function examplePiece(task: LoadedTask, job: ExampleJob): Piece<ExampleOutcome> {
  const { role, overlay, example, withTrace } = job;
  const { program, lm } = codeOf(task, role);
  const { metric } = task;
  let code: 'program' | 'metric' = 'program';
  const onAnswered = () => {
    code = 'metric';
  };
  const run = async (): Promise<ExampleOutcome> => {
    const laid = toOverlay(program, overlay);
    const ended = await runExample({ program, metric, lm, overlay: laid, example, withTrace, onAnswered });
    return ended.kind === 'problem' ? ended : { ...ended, trace: toNamedSteps(program, ended.trace) };
  };
  return {
    task,
    example,
    what: { role, overlay, variant: task.place?.variant?.key ?? null },
    code: () => code,
    stopped: (problem) => ({ kind: 'problem', problem }),
    work: (ownTime) => withCallScope(watchedBy(ownTime), run),
  };
}

function callPiece(task: LoadedTask, example: Example): Piece<void> {
  return {
    task,
    example,
    what: { calls: 'program', variant: task.place?.variant?.key ?? null },
    code: () => 'program',
    stopped: () => undefined,
    work: (ownTime) => withCallScope(watchedBy(ownTime), () => callProgram(task, example)),
  };
}

function codeOf({ program, lm, teacher, teacherLm }: LoadedTask, role: Role) {
  return role === 'program' ? { program, lm } : { program: teacher, lm: teacherLm };
}

/** The caller's scope; code that was left alone gets no more calls. */
function watchedBy(ownTime: OwnTime): CallScope {
  return {
    ...currentCallScope(),
    around: (_call, send) =>
      ownTime.isOver() ? Promise.reject(new CallNotSent()) : ownTime.waitingFor(send),
  };
}
