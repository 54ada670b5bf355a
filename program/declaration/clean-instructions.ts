import { strip, stripStart } from '../prompt/python-text.ts';

/** Python's `inspect.cleandoc`: tabs to blanks, the common indent of all lines but the first removed, empty ends dropped. */
export function cleanInstructions(text: string): string {
  const [first = '', ...rest] = text.split('\n').map(expandTabs);
  const margin = Math.min(...rest.filter((line) => strip(line) !== '').map(indentOf));
  const lines = [
    stripStart(first),
    ...rest.map((line) => (Number.isFinite(margin) ? line.slice(margin) : line)),
  ];
  while (lines.at(-1) === '') lines.pop();
  while (lines[0] === '') lines.shift();
  return lines.join('\n');
}

function indentOf(line: string): number {
  return line.length - stripStart(line).length;
}

function expandTabs(line: string): string {
  let column = 0;
  let expanded = '';
  for (const character of line.includes('\t') ? line : []) {
    const shown = character === '\t' ? ' '.repeat(8 - (column % 8)) : character;
    expanded += shown;
    column = character === '\r' ? 0 : column + shown.length;
  }
  return line.includes('\t') ? expanded : line;
}
