import { createReadStream } from 'node:fs';
import { RowProblem } from './dataset-row.ts';

/** One row of data is far smaller; without a limit a file without line ends would fill the memory. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** A line of a text file, counted from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/**
 * A UTF-8 file line by line, never the whole of it at once. Only line feeds end a line: others may stand inside a string.
 * @throws TypeError when it is not UTF-8; RowProblem for a line of more than 64 MB; errors of the file system
 */
export async function* readLines(path: string, longest = LONGEST_LINE): AsyncGenerator<Line> {
  // The decoder takes a byte-order mark away.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let number = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longest)
      throw new RowProblem(`line ${number + lines.length + 1} is longer than ${longest} characters`);
    for (const text of lines) yield { number: (number += 1), text };
  }
  yield { number: number + 1, text: rest + decoder.decode() };
}
