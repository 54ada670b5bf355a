import { endOfBracket } from './field-options.ts';
import type { FieldValues } from './read-prompt.ts';

const PAIR = /(['"])(\w+)\1\s*:\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,}]+)/g;

function readPairs(text: string): FieldValues {
  return new Map(
    [...text.matchAll(PAIR)].map(([, , name = '', raw = '']) => {
      const quoted = /^['"]/.test(raw);
      return [name, quoted ? raw.slice(1, -1).replaceAll(/\\(.)/g, '$1') : raw.trim()];
    }),
  );
}

/** Data rows written as JSON objects or Python dicts, wherever they stand in a text. */
export function readRows(text: string): FieldValues[] {
  const rows: FieldValues[] = [];
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at)) {
    const end = endOfBracket(text, at);
    const row = readPairs(text.slice(at, end));
    if (row.size > 0) rows.push(row);
    at = end;
  }
  return rows;
}

/** Worked examples as blocks of `Title: value` lines; titles become field names in lower case with underscores. */
export function readBlocks(text: string): FieldValues[] {
  const blocks = text.split(/\n\s*\n/).map((block) => {
    const values = new Map<string, string>();
    let last = '';
    for (const line of block.split('\n')) {
      const titled = /^((?:[A-Z0-9][\w]*)(?: [A-Z0-9]\w*){0,4}): (.*)$/.exec(line);
      if (titled !== null) {
        last = (titled[1] ?? '').toLowerCase().replaceAll(' ', '_');
        values.set(last, titled[2] ?? '');
      } else if (last !== '') values.set(last, `${values.get(last) ?? ''}\n${line}`);
    }
    return values;
  });
  return blocks.filter((values) => values.size > 1);
}
