import type { RunMemory } from '../domain/run-memory.ts';
import { accountOf, carryOver } from './run-account.ts';
import { cellsOf, noteSubject, restoreCells } from './run-cells.ts';
import type { StoreDatabase } from './store-database.ts';

/** What the stores know of single runs: to be written down beside a run's state, and to be put back from there. */
export interface RunRecords {
  /** The run scores cells of this subject. */
  noteSubject(runId: string, subject: string): void;
  memoryOf(runId: string): RunMemory;
  /** Puts back what is missing here; what is known here already stays as it is. */
  restore(runId: string, memory: RunMemory): void;
}

export function createRunRecords(database: StoreDatabase): RunRecords {
  return {
    noteSubject: (runId, subject) => noteSubject(database, runId, subject),
    memoryOf: (runId) =>
      database.transaction(() => ({ cells: cellsOf(database, runId), account: accountOf(database, runId) })),
    restore: (runId, { cells, account }) =>
      database.transaction(() => {
        restoreCells(database, runId, cells);
        carryOver(database, runId, account);
      }),
  };
}
