import { plain } from '../../domain/plain-text.ts';

/** Where people read: stderr. Standard output is for programs. */
export interface Screen {
  /** A line that stays. */
  line(text: string): void;
  /** The block below all lines, drawn over when it changes; nothing where there is no terminal. */
  block(lines: readonly string[]): void;
  /** Takes the block away. */
  end(): void;
}

const REDRAW_AT_MOST_EVERY_MS = 100;

export function openScreen(stream: NodeJS.WriteStream = process.stderr): Screen {
  if (!stream.isTTY || process.env['CI'] !== undefined || process.env['TERM'] === 'dumb')
    return plainScreen(stream);
  let drawn = 0;
  let drawnAtMs = 0;
  const clear = () => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  return {
    line: (text) => {
      clear();
      stream.write(`${plain(text)}\n`);
    },
    block: (lines) => {
      if (drawn > 0 && Date.now() - drawnAtMs < REDRAW_AT_MOST_EVERY_MS) return;
      clear();
      const width = stream.columns || 80;
      stream.write(lines.map((line) => `${line.slice(0, width + 16)}\n`).join(''));
      drawn = lines.length;
      drawnAtMs = Date.now();
    },
    end: clear,
  };
}

function plainScreen(stream: NodeJS.WriteStream): Screen {
  return { line: (text) => void stream.write(`${plain(text)}\n`), block: () => {}, end: () => {} };
}
