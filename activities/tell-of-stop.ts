import { isStopped, type CellProblem, type StoppedCode } from '../domain/score.ts';
import { USER_CODE_DEFAULTS } from '../domain/user-code-options.ts';
import { warnOnStderr } from '../stores/warn-on-stderr.ts';
import type { LoadedTask } from './dependencies.ts';
import { nameOfExample } from './name-of-example.ts';

/** Names on stderr an example on which the user's code had to be stopped: in a score of 0 nobody would find it. */
export function tellOfStop(task: LoadedTask, id: string, problem: CellProblem): void {
  if (!isStopped(problem)) return;
  const { timeoutMs, memoryMb } = task.place ?? USER_CODE_DEFAULTS;
  const within = `did not end within ${timeoutMs / 1_000} seconds`;
  const words: { readonly [problem in StoppedCode]: string } = {
    'program-hung': `the program ${within}`,
    'metric-hung': `the metric ${within}`,
    'out-of-memory': `program or metric needed more than ${memoryMb} MB`,
    exited: 'program or metric called process.exit',
  };
  warnOnStderr(
    `durable-mipro: ${task.name}, ${nameOfExample(task, id)}: ${words[problem]} and was stopped; it scores 0 there (${problem}).`,
  );
}
