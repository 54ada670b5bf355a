import { CsvError, parse } from 'csv-parse/sync';
import { RowProblem, type DatasetRow } from './dataset-row.ts';

/** A header and records, RFC 4180. Every value stays text: `007` is not 7. */
export function csvRows(text: string): DatasetRow[] {
  const records = readRecords(text);
  const [header, ...rest] = records;
  if (header === undefined) return [];
  checkHeader(header);
  return rest.map((record, index) => {
    const place = `row ${index + 1}`;
    if (record.length !== header.length) {
      throw new RowProblem(
        `${place} has ${record.length} values, but the header names ${header.length} fields`,
      );
    }
    return { place, fields: Object.fromEntries(header.map((name, column) => [name, record[column] ?? ''])) };
  });
}

function readRecords(text: string): string[][] {
  try {
    return parse(text, { relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as { lines?: unknown }).lines;
    throw new RowProblem(
      `line ${String(line)} is not valid CSV (${error.code}). Are its quotes closed and doubled?`,
    );
  }
}

function checkHeader(header: readonly string[]): void {
  const seen = new Set<string>();
  for (const [index, name] of header.entries()) {
    if (name.trim() === '') throw new RowProblem(`the header's column ${index + 1} has no name`);
    if (seen.has(name))
      throw new RowProblem(`the header names '${name}' twice: every column needs a name of its own`);
    if (name === '__proto__') throw new RowProblem(`the header's name '${name}' is not allowed`);
    seen.add(name);
  }
}
