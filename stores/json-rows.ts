import { RowProblem, isJsonObject, type DatasetRow } from './dataset-row.ts';
import { parseJson } from './parse-json.ts';

/** One JSON array of objects. */
export function jsonRows(text: string): DatasetRow[] {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new RowProblem(`it is not valid JSON: ${jsonProblem(error)}`);
  }
  if (!Array.isArray(value))
    throw new RowProblem('it must hold an array of objects; for one object per line use .jsonl');
  return value.map((fields: unknown, index) => {
    const place = `row ${index + 1}`;
    if (!isJsonObject(fields)) throw new RowProblem(`${place} is not an object`);
    return { place, fields };
  });
}

/** The parser's complaint without the excerpt of the text that it quotes. */
export function jsonProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return `something unexpected at character ${Number(position) + 1}`;
  if (/^(?:the name|the nesting|a number) /.test(message)) return message;
  return /end of JSON/i.test(message) ? 'it ends too early' : 'something unexpected in it';
}
