import { plain } from '../domain/plain-text.ts';

/** Where a store's warnings go when nobody else wants them. */
export function warnOnStderr(line: string): void {
  process.stderr.write(`${plain(line)}\n`);
}
