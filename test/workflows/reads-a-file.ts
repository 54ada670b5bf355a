import { readFileSync } from 'node:fs';

/** What no workflow may be: one that reads a file. The bundle's test plants it. */
export async function readsAFile(): Promise<string> {
  return readFileSync('/etc/hostname', 'utf8');
}
