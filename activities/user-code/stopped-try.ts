import type { CellProblem } from '../../domain/score.ts';
import { USER_CODE_DEFAULTS } from '../../domain/user-code-options.ts';
import type { LoadedTask } from '../dependencies.ts';
import type { TryFailure } from './user-code.ts';

/** A trial that did not end by itself, in the place of an error's kind. */
export function stoppedTry({ place }: LoadedTask, problem: CellProblem): TryFailure {
  const { timeoutMs, memoryMb } = place ?? USER_CODE_DEFAULTS;
  const words: { readonly [problem: string]: string } = {
    'out-of-memory': `more than ${memoryMb} MB of memory (userCode.memoryMb).`,
    exited: 'process.exit, which ends the process it runs in.',
    'program-error': 'an error outside of what it returns, such as in a timer.',
    'metric-error': 'an error outside of what it returns, such as in a timer.',
  };
  return {
    kind: 'failed',
    words: words[problem] ?? `no end within ${timeoutMs / 1_000} seconds (userCode.timeoutMs).`,
    refused: false,
  };
}
