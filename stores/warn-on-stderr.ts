/** Where a store's warnings go when nobody else wants them. */
export function warnOnStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
