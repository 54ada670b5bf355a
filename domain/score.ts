/** A share of what is possible, 0 to 1. People and DSPy files see percent. */
export type Score = number;

/** Why a cell got the failure score, or `ok`. An outage is never here: it is not a score. */
export type CellProblem =
  | 'unreadable-answer'
  | 'context-overflow'
  | 'content-filter'
  | 'program-error'
  | 'metric-error'
  | 'provider-refused-cell'
  | StoppedCode;

/** User code that did not end by itself: it took too long, filled its memory, or called `process.exit`. */
export type StoppedCode = 'program-hung' | 'metric-hung' | 'out-of-memory' | 'exited';

/** What speaks of a broken metric, whatever candidate it judged. */
export const METRIC_PROBLEMS = ['metric-error', 'metric-hung'] as const satisfies readonly CellProblem[];

/** What speaks of a broken program when it is unchanged, and of a bad candidate otherwise. */
export const PROGRAM_PROBLEMS = [
  'program-error',
  'program-hung',
  'out-of-memory',
  'exited',
] as const satisfies readonly CellProblem[];

const STOPPED: readonly CellProblem[] = ['program-hung', 'metric-hung', 'out-of-memory', 'exited'];

/** Pure. */
export function isStopped(problem: CellProblem): problem is StoppedCode {
  return STOPPED.includes(problem);
}

/** Pure. */
export function isFaultOfCode(problem: CellProblem): boolean {
  return ([...METRIC_PROBLEMS, ...PROGRAM_PROBLEMS] as CellProblem[]).includes(problem);
}
