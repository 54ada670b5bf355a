import { readFile } from 'node:fs/promises';
import { extname, isAbsolute } from 'node:path';
import { DatasetUnreadable, InvalidRequest } from '../domain/errors.ts';
import { nearestName } from '../domain/nearest-name.ts';
import { Example, type Fields } from '../domain/example.ts';
import { RowProblem, type DatasetRow, type RowReader } from './dataset-row.ts';
import { jsonRows } from './json-rows.ts';
import { jsonlRows } from './jsonl-rows.ts';

export interface LoadOptions<K extends string> {
  /** The fields given to the program; all others are labels. */
  readonly inputs: readonly K[];
}

/** The CSV parser is loaded when there is CSV to read. */
const READERS: { readonly [extension: string]: () => Promise<RowReader> | RowReader } = {
  '.jsonl': () => jsonlRows,
  '.ndjson': () => jsonlRows,
  '.json': () => jsonRows,
  '.csv': async () => (await import('./csv-rows.ts')).csvRows,
};

/**
 * Reads examples from a `.jsonl`, `.json` (array) or `.csv` file, in the file's order. The values of a CSV file stay text.
 * @throws DatasetUnreadable naming file, row and field when the file is missing, empty or malformed, or a row lacks an input
 * @throws InvalidRequest when no input is named or the file's kind is unknown
 */
export async function loadExamples<F extends object = Fields, K extends keyof F & string = keyof F & string>(
  path: string,
  options: LoadOptions<K>,
): Promise<Example<F, K>[]> {
  const inputs = options?.inputs;
  if (!Array.isArray(inputs) || inputs.length === 0) {
    throw new InvalidRequest(
      `loadExamples('${path}'): name the input fields, as in { inputs: ['question'] }.`,
    );
  }
  const rows = await readRows(path);
  if (rows.length === 0) throw new DatasetUnreadable(`${path} holds no examples. Expected at least one row.`);
  for (const row of rows) checkInputs(path, row, inputs);
  return rows.map((row) => new Example(row.fields).withInputs(...inputs) as unknown as Example<F, K>);
}

async function readRows(path: string): Promise<DatasetRow[]> {
  const reader = READERS[extname(path).toLowerCase()];
  if (reader === undefined) {
    throw new InvalidRequest(`${path}: expected a file ending in .jsonl, .json or .csv.`);
  }
  const [text, read] = await Promise.all([readText(path), reader()]);
  try {
    return read(text);
  } catch (error) {
    if (error instanceof RowProblem) throw new DatasetUnreadable(`${path}: ${error.message}.`);
    throw error;
  }
}

async function readText(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const what =
      code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code ?? 'unknown reason'})`;
    throw new DatasetUnreadable(
      `${path}: ${what}. Expected a dataset file${isAbsolute(path) ? '' : `; relative paths start at ${process.cwd()}`}.`,
      { cause: error },
    );
  }
  try {
    // The decoder takes a byte-order mark away.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DatasetUnreadable(`${path} is not UTF-8 text. Save it as UTF-8.`);
  }
}

function checkInputs(path: string, row: DatasetRow, inputs: readonly string[]): void {
  for (const input of inputs) {
    if (Object.hasOwn(row.fields, input)) continue;
    const known = Object.keys(row.fields);
    const near = nearestName(input, known);
    const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
    throw new DatasetUnreadable(
      `${path}: ${row.place} has no input field '${input}'. Its fields are: ${known.join(', ') || 'none'}.${hint}`,
    );
  }
}
