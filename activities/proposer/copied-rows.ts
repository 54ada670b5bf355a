import type { Example } from '../../domain/example.ts';

/** Shorter values, such as labels, belong into an instruction. */
const LEAST_CHARACTERS = 24;
/** A passage of this length is a copy, whatever stands around it. */
const PASSAGE = 60;
/** Any copied passage holds a whole block of half its length. */
const BLOCK = PASSAGE / 2;
/** Rows that are looked at; the proposer is shown a hundred. */
const ROWS_AT_MOST = 2_000;

/**
 * True when a text holds a value of a row, or 60 characters of one, word for word, case and blanks aside. What stands in
 * several rows, or in one of the `known` texts, is no copy. Pure.
 */
export function copiesRows(text: string, rows: readonly Example[], known: readonly string[]): boolean {
  const body = folded(text);
  const allowed = known.map(folded);
  const isNew = (part: string) => body.includes(part) && !allowed.some((each) => each.includes(part));
  return valuesOf(rows.slice(0, ROWS_AT_MOST)).some(
    (value) =>
      isNew(value) ||
      blocksOf(value).some((at) => isNew(value.slice(at, at + BLOCK)) && isPassage(value, at, isNew)),
  );
}

/** Long values that one row alone has. */
function valuesOf(rows: readonly Example[]): string[] {
  const counts = new Map<string, number>();
  for (const row of rows)
    for (const value of Object.values(row.toJSON()) as unknown[]) {
      if (typeof value !== 'string') continue;
      const text = folded(value);
      if (text.length >= LEAST_CHARACTERS) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  return [...counts].filter(([, count]) => count === 1).map(([value]) => value);
}

function blocksOf(value: string): number[] {
  if (value.length <= PASSAGE) return [];
  return Array.from({ length: Math.floor(value.length / BLOCK) }, (_, block) => block * BLOCK);
}

/** True when some passage around the block stands in the text as a whole. */
function isPassage(value: string, block: number, isIn: (part: string) => boolean): boolean {
  const first = Math.max(0, block - BLOCK);
  const last = Math.min(block, value.length - PASSAGE);
  for (let at = first; at <= last; at += 1) if (isIn(value.slice(at, at + PASSAGE))) return true;
  return false;
}

function folded(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, ' ').trim();
}
