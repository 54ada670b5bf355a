/** A share of what is possible, 0 to 1. People and DSPy files see percent. */
export type Score = number;

/** Why a cell got the failure score, or `ok`. An outage is never here: it is not a score. */
export type CellProblem =
  | 'unreadable-answer'
  | 'context-overflow'
  | 'content-filter'
  | 'program-error'
  | 'metric-error'
  | 'provider-refused-cell';
