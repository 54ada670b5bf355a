import { shortHash } from '../fingerprint-code.ts';

/**
 * How this process's loader rewrites sources, seen by the text of this function. Where it differs between two processes,
 * as under a test runner, the texts of programs and metrics cannot be compared.
 */
export function loaderMark(): string {
  return shortHash(loaderMark.toString());
}
