import { plain, plainJson } from '../../domain/plain-text.ts';

/**
 * The only ways to standard output and standard error for commands: whatever models, rows, files and servers have put into
 * a text, it cannot command the terminal.
 */

/** Lines for people, on standard output. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${plain(line)}\n`).join(''));
}

/** One line of JSON for programs, on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${plainJson(value)}\n`);
}

/** A line for people on standard error, where it does not mix with results. */
export function say(line: string): void {
  process.stderr.write(`${plain(line)}\n`);
}
