import { sha256OfText } from './content-hash.ts';
import type { Line } from './read-lines.ts';

export interface SampleSize {
  readonly size: number;
  readonly seed: number;
}

interface Ranked extends Line {
  readonly rank: string;
}

/**
 * Draws lines by the hash of their text: those of the lowest hashes, in the file's order. So a line stays in the sample
 * or out of it wherever it stands, and a few new lines change the sample by a few. At most twice the sample is held.
 */
export async function sampleLines(
  lines: AsyncIterable<Line>,
  { size, seed }: SampleSize,
): Promise<readonly Line[]> {
  let held: Ranked[] = [];
  let bar = '';
  for await (const line of lines) {
    const rank = sha256OfText(`${seed} ${line.text.trim()}`);
    if (held.length >= size && bar !== '' && rank > bar) continue;
    held.push({ ...line, rank });
    if (held.length < 2 * size) continue;
    held = lowest(held, size);
    bar = held.at(-1)?.rank ?? '';
  }
  return lowest(held, size).toSorted((a, b) => a.number - b.number);
}

function lowest(lines: readonly Ranked[], size: number): Ranked[] {
  return lines
    .toSorted((a, b) => (a.rank === b.rank ? a.number - b.number : a.rank < b.rank ? -1 : 1))
    .slice(0, size);
}
