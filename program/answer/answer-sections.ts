import { splitLines, strip } from '../prompt/python-text.ts';
import { withoutReasoning } from './reasoning-block.ts';

const HEADER = /^\[\[ ## ([\p{L}\p{N}_]+) ## \]\]/u;

/**
 * The sections of an answer in the marker format, by name; the first of a name wins. A marker opens a section only at
 * the start of its line, blanks aside, and the rest of that line is the section's first.
 */
export function answerSections(text: string): ReadonlyMap<string, string> {
  const sections = new Map<string, string>();
  let name: string | undefined;
  let lines: string[] = [];
  const close = () => {
    if (name !== undefined && !sections.has(name)) sections.set(name, strip(lines.join('\n')));
  };
  for (const line of splitLines(withoutReasoning(text))) {
    const stripped = line.includes('[[ ## ') ? strip(line) : '';
    const header = HEADER.exec(stripped);
    if (header === null) {
      lines.push(line);
      continue;
    }
    close();
    name = header[1];
    lines = [stripped.slice(header[0].length)];
  }
  close();
  return sections;
}
