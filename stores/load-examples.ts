import { readFile, stat } from 'node:fs/promises';
import { extname, isAbsolute } from 'node:path';
import { DatasetUnreadable, InvalidRequest } from '../domain/errors.ts';
import { nearestName } from '../domain/nearest-name.ts';
import { Example, type Fields } from '../domain/example.ts';
import { RowProblem, type DatasetRow, type RowReader } from './dataset-row.ts';
import { jsonRows } from './json-rows.ts';
import { jsonlRows } from './jsonl-rows.ts';
import { readLines } from './read-lines.ts';
import type { SampleSize } from './sample-lines.ts';

export interface LoadOptions<K extends string> {
  /** The fields given to the program; all others are labels. */
  readonly inputs: readonly K[];
  /**
   * How many rows of a `.jsonl` file to take, drawn by the hash of each line; the file is read piece by piece, however
   * large it is. @defaultValue all
   */
  readonly sample?: number;
  /** Draws another sample. @defaultValue 0 */
  readonly seed?: number;
}

/** The CSV parser is loaded when there is CSV to read. */
const READERS: { readonly [extension: string]: () => Promise<RowReader> | RowReader } = {
  '.json': () => jsonRows,
  '.csv': async () => (await import('./csv-rows.ts')).csvRows,
};

const MEGABYTE = 1024 * 1024;
const MOST_BYTES_AT_ONCE = 256 * MEGABYTE;

const BY_LINE = ['.jsonl', '.ndjson'];

/**
 * Reads examples from a `.jsonl`, `.json` (array) or `.csv` file, in the file's order. The values of a CSV file stay text.
 * @throws DatasetUnreadable naming file, row and field when the file is missing, empty or malformed, or a row lacks an input
 * @throws InvalidRequest when no input is named, the file's kind is unknown, or it cannot be sampled
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
  const rows = await readRows(path, sampleOf(path, options));
  if (rows.length === 0) throw new DatasetUnreadable(`${path} holds no examples. Expected at least one row.`);
  for (const row of rows) checkInputs(path, row, inputs);
  return rows.map((row) => new Example(row.fields).withInputs(...inputs) as unknown as Example<F, K>);
}

function sampleOf(
  path: string,
  { sample, seed = 0 }: Pick<LoadOptions<string>, 'sample' | 'seed'>,
): SampleSize | undefined {
  if (sample === undefined) return undefined;
  if (!Number.isInteger(sample) || sample < 1)
    throw new InvalidRequest(
      `loadExamples('${path}'): sample must be a whole number above 0; got ${sample}.`,
    );
  if (!BY_LINE.includes(extname(path).toLowerCase()))
    throw new InvalidRequest(`loadExamples('${path}'): only .jsonl files can be sampled. Convert it first.`);
  return { size: sample, seed };
}

async function readRows(path: string, sample: SampleSize | undefined): Promise<DatasetRow[]> {
  const extension = extname(path).toLowerCase();
  const reader = READERS[extension];
  if (reader === undefined && !BY_LINE.includes(extension)) {
    throw new InvalidRequest(`${path}: expected a file ending in .jsonl, .json or .csv.`);
  }
  try {
    if (reader === undefined) return await jsonlRows(readLines(path), sample);
    await refuseLarge(path);
    const [bytes, read] = await Promise.all([readFile(path), reader()]);
    // The decoder takes a byte-order mark away.
    return read(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw toUnreadable(path, error);
  }
}

/** @throws RowProblem for a file that would have to be held in memory as one text and is too long for that */
async function refuseLarge(path: string): Promise<void> {
  const { size } = await stat(path);
  if (size > MOST_BYTES_AT_ONCE)
    throw new RowProblem(
      `it is larger than ${MOST_BYTES_AT_ONCE / MEGABYTE} MB. Convert it to .jsonl, which is read line by line`,
    );
}

function toUnreadable(path: string, error: unknown): unknown {
  if (error instanceof RowProblem) return new DatasetUnreadable(`${path}: ${error.message}.`);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return new DatasetUnreadable(`${path} is not UTF-8 text. Save it as UTF-8.`);
  if (code === undefined || !(error instanceof Error && 'syscall' in error)) return error;
  const what = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
  return new DatasetUnreadable(
    `${path}: ${what}. Expected a dataset file${isAbsolute(path) ? '' : `; relative paths start at ${process.cwd()}`}.`,
    { cause: error },
  );
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
