import type { JsonObject } from '../domain/json.ts';

/** One row of a dataset file and where it stands: `row 3`, or `line 3` for formats that go by line. */
export interface DatasetRow {
  readonly place: string;
  readonly fields: JsonObject;
}

/** Reads the rows of a file's text. @throws RowProblem naming the place of what cannot be read */
export type RowReader = (text: string) => DatasetRow[];

/** What is wrong with a row, without the file's name: the loader adds it. Never holds the row's text. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem';
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
