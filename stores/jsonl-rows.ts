import { RowProblem, isJsonObject, type DatasetRow } from './dataset-row.ts';
import { jsonProblem } from './json-rows.ts';
import { parseJson } from './parse-json.ts';
import type { Line } from './read-lines.ts';
import { sampleLines, type SampleSize } from './sample-lines.ts';

/**
 * One JSON object per line; blank lines are skipped. Of a sample only the rows drawn are read.
 * @throws RowProblem
 */
export async function jsonlRows(
  lines: AsyncIterable<Line>,
  sample: SampleSize | undefined,
): Promise<DatasetRow[]> {
  if (sample !== undefined) return (await sampleLines(filled(lines), sample)).map(readLine);
  const rows: DatasetRow[] = [];
  for await (const line of filled(lines)) rows.push(readLine(line));
  return rows;
}

async function* filled(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  for await (const line of lines) if (line.text.trim() !== '') yield line;
}

function readLine({ number, text }: Line): DatasetRow {
  const place = `line ${number}`;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new RowProblem(
      `${place} is not valid JSON: ${jsonProblem(error)}. Each line must hold one whole object`,
    );
  }
  if (!isJsonObject(value))
    throw new RowProblem(`${place} holds no object: each line must be { "field": value, … }`);
  return { place, fields: value };
}
