import { RowProblem, isJsonObject, type DatasetRow } from './dataset-row.ts';
import { jsonProblem } from './json-rows.ts';
import { parseJson } from './parse-json.ts';

/** One JSON object per line; blank lines are skipped. Only line feeds end a line: others may stand inside a string. */
export function jsonlRows(text: string): DatasetRow[] {
  const rows: DatasetRow[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() !== '') rows.push(readLine(line, `line ${index + 1}`));
  }
  return rows;
}

function readLine(line: string, place: string): DatasetRow {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    throw new RowProblem(
      `${place} is not valid JSON: ${jsonProblem(error)}. Each line must hold one whole object`,
    );
  }
  if (!isJsonObject(value))
    throw new RowProblem(`${place} holds no object: each line must be { "field": value, … }`);
  return { place, fields: value };
}
