import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { StoppedCode } from '../domain/score.ts';
import { parseJson } from './parse-json.ts';

/** Work that held or ended the process it ran in, so that it is not tried for ever. One line each. */
export interface StoppedWork {
  /** Null when the work is not known for that. */
  problemOf(key: string): StoppedCode | null;
  isEmpty(): boolean;
}

const PROBLEMS: readonly unknown[] = ['program-hung', 'metric-hung', 'exited'] satisfies StoppedCode[];

/** What earlier processes have noted in the file; null stands for no file. */
export function readStoppedWork(file: string | null): StoppedWork {
  const text = file !== null && existsSync(file) ? readFileSync(file, 'utf8') : '';
  const known = new Map(text.split('\n').flatMap(entryOf));
  return { problemOf: (key) => known.get(key) ?? null, isEmpty: () => known.size === 0 };
}

/** Written in one piece, at the last moment of a process. */
export function noteStoppedWork(file: string, key: string, problem: StoppedCode): void {
  appendFileSync(file, `${JSON.stringify({ key, problem })}\n`, { mode: 0o600 });
}

/** A line that cannot be read is one that a dying process did not finish: its work is tried again. */
function entryOf(line: string): [string, StoppedCode][] {
  try {
    const { key, problem } = (parseJson(line) ?? {}) as { key?: unknown; problem?: unknown };
    return typeof key === 'string' && PROBLEMS.includes(problem) ? [[key, problem as StoppedCode]] : [];
  } catch {
    return [];
  }
}
