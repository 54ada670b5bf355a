import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { isDifferent } from './deliberate-differences.ts';
import { TALLY_FILE, type TallyLine, type Verdict } from './tally-report.ts';

export interface Tally {
  /** Call after the assertions: the case is equal, or differs just as the table of deliberate differences says. */
  agrees(name: string): void;
  /** Another choice than the recorded one, which Optuna found equally good and decided by the last bit. */
  ties(name: string): void;
}

/** Counts the cases of a fixture that a test file compares; the end of the run prints the sum of all files. */
export function tallyOf(file: string): Tally {
  const lines: TallyLine[] = [];
  const mark = (name: string, verdict: Verdict) => void lines.push([file, name, verdict]);
  afterAll(() => {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    appendFileSync(join(inject('runFolder'), TALLY_FILE), text);
  });
  return {
    agrees: (name) => mark(name, isDifferent(file, name) ? 'different' : 'equal'),
    ties: (name) => mark(name, 'tie'),
  };
}
