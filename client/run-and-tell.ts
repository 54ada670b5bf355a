import { EXIT, exitCodeOf, exitCodeOfEnd } from './exit-code.ts';
import { consoleWatcher } from './console-watcher.ts';
import { codePlace } from '../program/code-place.ts';
import { onInterrupt } from './interrupt.ts';
import { toJsonResult } from './report.ts';
import { runOptimization, type FinishedRun, type RunOptions } from './run-optimization.ts';
import { resultText } from './show/result-text.ts';
import { printJson, say } from './show/print.ts';

export interface TellOptions {
  /** Also write the program there. */
  readonly out?: string | undefined;
  /** Print the result as one JSON object, the last line on stdout. */
  readonly json?: boolean | undefined;
  /** Exit code 3 when the baseline was not beaten. */
  readonly failIfNotBetter?: boolean | undefined;
}

/**
 * One run as a person at a shell sees it: progress and result on stderr, JSON on stdout, Ctrl-C detaches.
 * @returns the exit code
 */
export async function runAndTell(
  options: Omit<RunOptions, 'watcher' | 'signal'>,
  tellOptions: TellOptions,
): Promise<number> {
  const interrupt = onInterrupt();
  try {
    const finished = await runOptimization({
      ...options,
      watcher: consoleWatcher({}),
      signal: interrupt.signal,
    });
    return await tell(finished, tellOptions);
  } finally {
    interrupt.stop();
  }
}

async function tell(finished: FinishedRun, { out, json, failIfNotBetter }: TellOptions): Promise<number> {
  const { result, program, programFile, task, finishedBefore } = finished;
  const winner = task.program.clone();
  winner.loadState(JSON.parse(program));
  if (finishedBefore) {
    say(`This run has finished; here is its result. No model was called. ${WAYS_ON[result.stoppedBecause]}`);
  }
  if (out !== undefined) await winner.save(out);
  say(`${resultText(result, winner)}\n\nprogram written to ${out ?? programFile}`);
  if (json) printJson(toJsonResult({ result, programFile: out ?? programFile }));
  const isBetter = result.best !== null && result.baseline !== null && result.best > result.baseline;
  return failIfNotBetter && !isBetter ? EXIT.notBetter : exitCodeOfEnd(result.stoppedBecause);
}

/** What someone can do with a run that has finished. */
const WAYS_ON: { readonly [reason in FinishedRun['result']['stoppedBecause']]: string } = {
  completed: '`durable-mipro extend --trials` goes on with it; --again starts anew.',
  stopped: '`durable-mipro resume` goes on with it; --again starts anew.',
  budget: 'A higher cap goes on with it; --again starts anew.',
  deadline: 'A longer --max-duration goes on with it; --again starts anew.',
};

/** The end of a command that failed: what went wrong on stderr. @returns the exit code */
export function tellError(error: unknown): number {
  say(inWords(error));
  return exitCodeOf(error);
}

/** A bug of ours or of the user's code has a place; an error that we made has all its facts in its message. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return `Unexpected: ${String(error)}`;
  if (error.name === 'ServiceError')
    return `The Temporal server does not answer as it should: ${detailsOf(error)}`;
  const sentence = `${error.name}: ${error.message}`;
  if (exitCodeOf(error) !== EXIT.unexpected || error.name === 'RunFailed') return sentence;
  const place = codePlace(error);
  return place === '' ? sentence : `${sentence}\n  at ${place}`;
}

function detailsOf({ message, cause }: Error): string {
  const { details } = (cause ?? {}) as { details?: unknown };
  return typeof details === 'string' && details !== '' ? `${message} (${details})` : message;
}
