import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DELIBERATE_DIFFERENCES } from './deliberate-differences.ts';
import { CASES } from './fixtures.ts';

/** The file of the run's folder that gets one line for each case compared. */
export const TALLY_FILE = 'reference-tally.jsonl';

/** By rank: of several verdicts on one case the last of these counts. */
const VERDICTS = ['equal', 'tie', 'different'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Fixture, case, verdict. */
export type TallyLine = readonly [file: string, name: string, verdict: Verdict];

export interface TallyReport {
  /** One table, or nothing when no case was compared. */
  readonly text: string;
  /** Cases that no test compared. */
  readonly missing: readonly string[];
}

/** Reads the run's folder. A run of every test has to compare every fixture, others only what they compare at all. */
export function reportTally(folder: string, { wholeRun }: { wholeRun: boolean }): TallyReport {
  const path = join(folder, TALLY_FILE);
  const text = existsSync(path) ? readFileSync(path, 'utf8').trimEnd() : '';
  const lines = text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as TallyLine);
  return wholeRun ? tallyReport(lines, Object.keys(CASES)) : tallyReport(lines);
}

export function tallyReport(
  lines: readonly TallyLine[],
  wanted: readonly string[] = lines.map(([file]) => file),
): TallyReport {
  const verdicts = new Map<string, Map<string, Verdict>>();
  for (const [file, name, verdict] of lines) {
    const known = verdicts.get(file) ?? new Map<string, Verdict>();
    const before = known.get(name) ?? 'equal';
    known.set(name, VERDICTS.indexOf(verdict) > VERDICTS.indexOf(before) ? verdict : before);
    verdicts.set(file, known);
  }
  const files = Object.keys(CASES).filter((file) => wanted.includes(file));
  if (files.length === 0) return { text: '', missing: [] };
  const rows = files.map((file) => rowOf(file, verdicts.get(file) ?? new Map()));
  return {
    text: table([
      ['reference fixture', 'cases', 'compared', 'equal', 'tie-accepted', 'deliberately different'],
      ...rows.map(({ file, counts }) => [file, ...counts.map(String)]),
      ['all', ...sums(rows.map(({ counts }) => counts)).map(String)],
    ]),
    missing: rows.flatMap(({ missing }) => missing),
  };
}

function rowOf(file: string, verdicts: ReadonlyMap<string, Verdict>) {
  const names = CASES[file]?.() ?? [];
  const unknown = [...verdicts.keys()].filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`Compared cases that ${file} does not have: ${unknown.join('; ')}`);
  const listed = Object.keys(DELIBERATE_DIFFERENCES[file] ?? {});
  const counts = [
    names.length,
    verdicts.size,
    ...VERDICTS.map((verdict) => [...verdicts.values()].filter((each) => each === verdict).length),
  ];
  const missing = [...new Set([...names, ...listed])].filter((name) => !verdicts.has(name));
  return { file, counts, missing: missing.map((name) => `${file}: ${name}`) };
}

function sums(rows: readonly (readonly number[])[]): number[] {
  return (rows[0] ?? []).map((_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0));
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}
